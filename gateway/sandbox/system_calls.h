/* system_calls.h - allows the system calls that a parser needs, and stops all others. */
#pragma once

#include <glib.h>

/* Makes the seccomp filter. Calls that a library may try legitimately (sockets, fork, exec, opening
 * for writing) fail with EPERM. Calls that only an attacker needs (ptrace, kill, io_uring,
 * namespaces) end the process with SIGSYS. Files can be opened only if `is_open_allowed`, and only
 * for reading. Of the files of sandbox.h, only the Letter and the attachments can be written. NULL:
 * out of memory. (transfer full) */
GBytes *system_calls_make_filter(gboolean is_open_allowed);

/* Applies the filter to the calling process, permanently. PR_SET_NO_NEW_PRIVS must be set. FALSE:
 * the kernel has no seccomp filters, or the filter is invalid. */
gboolean system_calls_give_up(GBytes *filter);
