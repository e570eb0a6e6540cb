/* hardening.h - what every ticketgate process does before anything else. */
#pragma once

#include <glib.h>

/* Standard input, output and error are open: a closed one becomes /dev/null. No core dump, no
 * debugger of the same user and no /proc/PID/mem: memory holds the client secret and the token.
 * FALSE if the kernel refuses, which none does; the process goes on. Under AddressSanitizer only
 * core dumps are given up: its leak check is a debugger. */
gboolean hardening_apply(void);
