/* system_calls.h - the system calls that a parser needs, and what becomes of all others. */
#pragma once

#include <glib.h>

/* Loads the seccomp filter for the calling process, for good. What a library may try in good faith
 * (sockets, fork, exec, opening for writing) fails with EPERM; what only an attacker wants (ptrace,
 * kill, io_uring, namespaces) ends the process with SIGSYS. Files can be opened, for reading alone,
 * only if `is_open_allowed`. The files are those of sandbox.h: only the Letter and the attachments
 * can be written. FALSE: the kernel has no seccomp filters, or memory ran out. */
gboolean system_calls_give_up(gboolean is_open_allowed);
