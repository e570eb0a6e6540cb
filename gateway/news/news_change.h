/* news_change.h - whether what the ticket system says of a ticket is worth a mail, and which. Pure.
 *
 * [news] states has words (waiting, resolved, closed, reopened, comment, other) and states of the
 * ticket system, both compared ignoring case. */
#pragma once

#include "gateway/confirmation/confirmation.h"
#include "gateway/journal/journal_ticket.h"
#include "gateway/ticket_system/ticket_dialect.h"

typedef struct {
    gboolean is_due;
    ConfirmationKind kind; /* news-*; of several, what needs an answer first */
} NewsChange;

/* What the desk needs to know, by the fields of `ticket`: each text once. NULL: nothing.
 * (transfer full) (nullable) */
char *news_change_question(const Ticket *ticket);

/* The change from what was last seen, `before`, to what the ticket system says now. A ticket whose
 * state was never seen is new: then only what ends it or needs an answer is a change. A change that
 * a mail made itself was confirmed and is not told. `says->state` NULL: there is only a comment. */
NewsChange news_change_of(const Config *config, const JournalTicket *before,
                          const ConfirmationNews *says);

/* Whether a ticket in this state waits, so that the desk may ask something else without a change of
 * state. */
gboolean news_change_may_ask(const Config *config, const char *state);

/* Brings `ticket` up to date with `says`, at `now_s`. */
void news_change_note(const Config *config, JournalTicket *ticket, const ConfirmationNews *says,
                      gint64 now_s);
