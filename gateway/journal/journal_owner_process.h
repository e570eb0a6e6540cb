/* journal_owner_process.h - who holds a claim, and whether that process still lives.
 *
 * A name is "BOOT:NAMESPACE:PID:START:HANDLE": the kernel's boot id, the pid namespace, the process
 * and the clock tick it started at (proc(5): stat, field 22), and a serial number that tells
 * handles of one process apart. A pid used again has another start; a machine started again another
 * boot id.
 */
#pragma once

#include <glib.h>

/* The name of a new handle of this process. (transfer full) */
char *journal_owner_process_new(void);

/* Whether a claim of `owner` (NULL: nobody) with a lease until `lease_until_s` may be taken over at
 * `now_s`. The lease is asked only where the process cannot be seen from here: another pid
 * namespace, or a name that we cannot read. */
gboolean journal_owner_process_is_gone(const char *owner, gint64 lease_until_s, gint64 now_s);
