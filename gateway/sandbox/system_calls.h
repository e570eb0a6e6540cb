/* system_calls.h - the system calls that a parser needs, and what becomes of all others. */
#pragma once

#include <glib.h>

/* Makes the seccomp filter. What a library may try in good faith (sockets, fork, exec, opening for
 * writing) fails with EPERM; what only an attacker wants (ptrace, kill, io_uring, namespaces) ends
 * the process with SIGSYS. Files can be opened, for reading alone, only if `is_open_allowed`. The
 * files are those of sandbox.h: only the Letter and the attachments can be written. NULL: memory
 * ran out. (transfer full) */
GBytes *system_calls_make_filter(gboolean is_open_allowed);

/* Loads it for the calling process, for good. PR_SET_NO_NEW_PRIVS has to be set. FALSE: the kernel
 * has no seccomp filters, or the filter is not one of ours. */
gboolean system_calls_give_up(GBytes *filter);
