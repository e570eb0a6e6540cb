/* journal_owner_lease.h - a holder where several hosts share a journal: it holds a claim as long as
 * it renews its lease.
 *
 * A name is that of the process (journal_owner_process.h) and the name of its host, ":" before it.
 */
#pragma once

#include "gateway/journal/journal_owner.h"

#define JOURNAL_OWNER_LEASE_S 60

/* A holder is gone when its lease ended, even if its process lives: it may be on another host, or
 * was paused. Or, without waiting for that, when it is seen from this host that its process ended,
 * or in its own process that its handle was closed. */
extern const JournalOwnerKind journal_owner_lease;
