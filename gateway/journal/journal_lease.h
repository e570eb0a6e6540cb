/* journal_lease.h - keeps what a handle holds, if several hosts share the journal.
 *
 * There, a mail, a confirmation, the turn to probe the API and the run of news are held for one
 * minute (journal_owner_lease.h). Whoever waits for the network calls journal_lease_keep()
 * meanwhile, and journal_lease_prove() before each request: a process that was paused so long that
 * another host took over finds out, and sends nothing. If the journal belongs to one host, all
 * calls do nothing. */
#pragma once

#include "gateway/journal/journal.h"

/* Whether other hosts may use this journal. */
gboolean journal_is_shared(const Journal *journal);

/* Renews the leases if a third of their time has passed; call it several times a minute. If the
 * database cannot be asked, that is an error only when a lease may be over. DELIVERY_ERROR_BUSY:
 * another host or process took something over that this handle held. */
gboolean journal_lease_keep(Journal *journal, GError **error);

/* Renews the leases unless that was done a moment ago. If it fails, send nothing: errors as above,
 * or the journal's. */
gboolean journal_lease_prove(Journal *journal, GError **error);

/* Renews the leases now. Inside a transaction, its commit then writes only what belongs to this
 * handle. Errors as above. */
gboolean journal_lease_confirm(Journal *journal, GError **error);
