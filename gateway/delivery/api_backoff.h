/* api_backoff.h - is asked before every request of a delivery. If the API asks for a pause or
 * fails, the requests of all processes on this host are paused. An answer about one mail only
 * pauses nothing. */
#pragma once

#include "gateway/journal/journal.h"
#include "gateway/ticket_system/ticket_system.h"

typedef struct {
    const Config *config;
    Journal *journal;
    TicketSystem *ticket_system;
    gboolean was_asked;  /* a request of this delivery was allowed */
    gboolean is_noted;   /* a failure was on record then */
    gboolean is_probe;   /* this process is the one that probes */
    gboolean is_probing; /* the probe is being sent: allow its own request */
    gboolean is_shut;    /* a request was held back, so nothing was learned */
    const char *tally;   /* what was learned of the API: a name of journal_tally.h; NULL: nothing */
} ApiBackoff;

/* For ticket_system_set_gate(); `gate` is an ApiBackoff. If a pause is over and it is this
 * process's turn to probe, it first asks for the list of tickets, a request that depends on no
 * mail. FALSE: DELIVERY_ERROR_API_BUSY, the journal's errors, or those of the probe. */
gboolean api_backoff_enter(gpointer gate, GError **error);

/* Records whether the API works, and makes `gate` ready for the next mail. `problem` is the error
 * of the mail with `mail_key`, or NULL. Its own problems are only logged. */
void api_backoff_leave(ApiBackoff *gate, const char *mail_key, const GError *problem);
