/* hardening.h - what every ticketgate process does before anything else. */
#pragma once

#include <glib.h>

/* Opens standard input, output or error as /dev/null if it is closed. Forbids core dumps, debuggers
 * of the same user and /proc/PID/mem, because the memory has the client secret and the token. FALSE
 * if the kernel refuses (none does); the process goes on. Under AddressSanitizer only core dumps
 * are forbidden: its leak check works like a debugger. */
gboolean hardening_apply(void);
