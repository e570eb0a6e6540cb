/* landlock.h - takes the file system from a process, but for reading one folder and some files. */
#pragma once

#include <glib.h>

typedef enum {
    LANDLOCK_DONE,    /* nothing but the folder and the files can be opened any more */
    LANDLOCK_MISSING, /* the kernel has no Landlock (before Linux 5.13, or switched off) */
    LANDLOCK_FAILED,  /* it has, but could not be made to work */
} LandlockResult;

/* Files that are open already stay so. Where the kernel can, connecting, binding, signals to
 * others and abstract sockets go as well. `folder` (NULL: none) and `files` (element-type char *)
 * are absolute paths. PR_SET_NO_NEW_PRIVS has to be set. */
LandlockResult landlock_allow_reading(const char *folder, const GPtrArray *files);
