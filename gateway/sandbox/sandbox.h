/* sandbox.h - what a process gives up before it reads untrusted mail.
 *
 * For a child that was just forked. After sandbox_enter() it can read one file, write two files,
 * compute, and load charset tables and one library with its dependencies. Nothing else is possible,
 * and nothing can be regained. */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* The descriptors of the child's files. Lower numbers are for the charset tables and libraries;
 * only those may be mapped for execution. Higher numbers cannot be opened. */
enum {
    SANDBOX_CONTROL_FD = 7, /* in a zygote, never in a child that reads mail */
    SANDBOX_MESSAGE_FD = 8,
    SANDBOX_LETTER_FD = 9,
    SANDBOX_ATTACHMENTS_FD = 10,
    SANDBOX_MAX_FDS = 11,
};

typedef struct {
    int message_fd;     /* read only, even if its descriptor is writable */
    int letter_fd;      /* written */
    int attachments_fd; /* written */
    int control_fd; /* kept open, too, for a process that continues to fork; -1: no such descriptor
                     */
} SandboxFiles;

typedef struct {
    guint cpu_time_s;     /* SIGXCPU after this; 0: no limit */
    guint64 memory_bytes; /* of address space, including what is already mapped; 0: no limit */
    guint64 output_bytes; /* of each output file: SIGXFSZ beyond it; 0: no limit */
} SandboxLimits;

/* Moves the three files to their numbers and closes every other descriptor. Overwrites the
 * environment. Resets signals to their default actions. From then on the process dies together with
 * `parent_pid`. Call it first. FALSE: something failed, and the process must exit. */
gboolean sandbox_close_inherited(const SandboxFiles *files, pid_t parent_pid);

/* Gives up privileges, core dumps and the file system (Landlock), and makes the filter of system
 * calls. `library` is the absolute path of a shared library that can still be loaded, with its
 * dependencies; NULL: none. On a kernel without Landlock, it is loaded now, with the charset tables
 * that are usual in mail; after that no file can be opened at all. A process that continues to fork
 * calls it once; its children inherit the restrictions. Returns NULL, or what failed: then the
 * process must exit. *ret_filter: (transfer full) */
const char *sandbox_prepare(const char *library, GBytes **ret_filter);

/* Gives up the rest: memory, time, system calls (seccomp). `filter` comes from sandbox_prepare().
 * Returns NULL, or what failed: then the process must exit. */
const char *sandbox_enter(const SandboxLimits *limits, GBytes *filter);
