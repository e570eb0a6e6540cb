/* api_backoff.h - stands before every request of a delivery: requests of every process of the host
 * are paused where the API asked for it, or where it fails. What it says of one mail pauses
 * nothing. */
#pragma once

#include "gateway/journal/journal.h"
#include "gateway/ticket_system/ticket_system.h"

typedef struct {
    const Config *config;
    Journal *journal;
    TicketSystem *ticket_system;
    gboolean was_asked;  /* a request of this delivery was let through, */
    gboolean is_noted;   /* while a failure was on record, */
    gboolean is_probe;   /* as the one that probes */
    gboolean is_probing; /* the probe itself is on its way: its own request passes */
    gboolean is_shut;    /* a request was held back: nothing was learned */
} ApiBackoff;

/* For ticket_system_set_gate(); `gate` is an ApiBackoff. Where a pause is over and it is this
 * process's turn to probe, the list of tickets is asked for first: a request that says nothing of
 * any mail. FALSE: DELIVERY_ERROR_API_BUSY, the journal's errors, or those of the probe. */
gboolean api_backoff_enter(gpointer gate, GError **error);

/* What became of the mail with `mail_key`: NULL, or the error that it failed with. Notes whether
 * the API works, and is ready for the next mail. Problems of its own are logged. */
void api_backoff_leave(ApiBackoff *gate, const char *mail_key, const GError *problem);
