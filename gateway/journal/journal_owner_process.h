/* journal_owner_process.h - a claim is held by a process of this host, as long as it lives.
 *
 * A name is "BOOT:NAMESPACE:PID:START:HANDLE": the kernel's boot id, the pid namespace, the process
 * and the clock tick it started at (proc(5): stat, field 22), and a serial number that tells
 * handles of one process apart. A pid used again has another start; a machine started again another
 * boot id.
 */
#pragma once

#include "gateway/journal/journal_owner.h"

/* A holder is gone when its process is, or the kernel that it ran on. The lease is asked only where
 * the process cannot be seen from here: another pid namespace, or a name that we cannot read. */
extern const JournalOwnerKind journal_owner_process;
