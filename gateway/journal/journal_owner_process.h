/* journal_owner_process.h - a process of this host holds a claim as long as it lives.
 *
 * A name is "BOOT:NAMESPACE:PID:START:HANDLE": the kernel's boot id, the pid namespace, the process
 * and the clock tick it started at (proc(5): stat, field 22), and a serial number that tells
 * handles of one process apart. When a pid is reused, the start differs; after a reboot, the boot
 * id differs. */
#pragma once

#include "gateway/journal/journal_owner.h"

/* Whether `name`, perhaps with more fields behind, is a process of this boot and pid namespace that
 * ended. FALSE also if that cannot be seen. */
gboolean journal_owner_process_ended(const char *name);

/* A holder is gone when its process ended or the machine was rebooted. The lease only counts if the
 * process cannot be seen from here: another pid namespace, or a name that we cannot read. */
extern const JournalOwnerKind journal_owner_process;
