/* sandbox.h - what a process gives up before it reads a stranger's octets.
 *
 * For a child that has just been forked. After sandbox_enter() it can read one file, write two,
 * compute, and load charset tables and one library with what it needs; nothing else is left, and
 * nothing of it comes back.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* AddressSanitizer maps terabytes and writes its reports to standard error. */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANDBOX_IS_SANITIZED 1
#endif
#endif
#ifndef SANDBOX_IS_SANITIZED
#define SANDBOX_IS_SANITIZED 0
#endif

/* Where the child finds its files. Below them is room for the charset tables and the libraries,
 * which alone may be mapped for execution; above them no descriptor can be opened. */
enum {
    SANDBOX_CONTROL_FD = 7, /* of a zygote, never of a child that reads mail */
    SANDBOX_MESSAGE_FD = 8,
    SANDBOX_LETTER_FD = 9,
    SANDBOX_ATTACHMENTS_FD = 10,
    SANDBOX_MAX_FDS = 11,
};

typedef struct {
    int message_fd;     /* read only, even where its descriptor could write */
    int letter_fd;      /* written */
    int attachments_fd; /* written */
    int control_fd;     /* kept too, for a process that goes on forking; -1: none */
} SandboxFiles;

typedef struct {
    guint cpu_time_s;     /* SIGXCPU after this; 0: no limit */
    guint64 memory_bytes; /* of address space, what is mapped already included; 0: no limit */
    guint64 output_bytes; /* of each file written: SIGXFSZ beyond; 0: no limit */
} SandboxLimits;

/* Moves the three files to their numbers and closes every other descriptor; forgets the
 * environment (its octets are overwritten, not just unhooked); sets signals back to their default
 * actions; dies with `parent_pid`. To be called first. FALSE: not all of it could be done, and the
 * process has to end. */
gboolean sandbox_close_inherited(const SandboxFiles *files, pid_t parent_pid);

/* Gives up privileges, core dumps and the file system (Landlock), and makes the filter of system
 * calls. `library`: a shared library that can still be loaded, with all that it needs, an absolute
 * path; NULL: none. On a kernel without Landlock it is loaded first, with the charset tables in use
 * in mail, and then no file can be opened at all. A process that goes on forking calls it once: its
 * children inherit what was given up. Returns NULL, or what could not be done: then the process has
 * to end. *ret_filter: (transfer full) */
const char *sandbox_prepare(const char *library, GBytes **ret_filter);

/* Gives up the rest: memory, time, system calls (seccomp). `filter` is that of sandbox_prepare().
 * Returns NULL, or what could not be done: then the process has to end. */
const char *sandbox_enter(const SandboxLimits *limits, GBytes *filter);
