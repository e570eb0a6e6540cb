/* landlock.h - takes away a process's access to the file system, except for reading one folder and
 * some files. */
#pragma once

#include <glib.h>

typedef enum {
    LANDLOCK_DONE,    /* only the folder and the files can still be opened */
    LANDLOCK_MISSING, /* the kernel has no Landlock (before Linux 5.13, or switched off) */
    LANDLOCK_FAILED,  /* the kernel has it, but it failed */
} LandlockResult;

/* Open files stay open. If the kernel supports it, connecting, binding, signals to other processes
 * and abstract sockets are forbidden too. `folder` (NULL: none) and `files` (element-type char *)
 * are absolute paths. PR_SET_NO_NEW_PRIVS has to be set. */
LandlockResult landlock_allow_reading(const char *folder, const GPtrArray *files);
