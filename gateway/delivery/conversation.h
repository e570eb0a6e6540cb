/* conversation.h - what the journal knows of the people and mails of a ticket: read for a decision,
 * written once it is carried out. */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery/ticket_finder.h"
#include "gateway/delivery/ticket_memory.h"
#include "gateway/journal/journal_mail.h"

/* What the policy makes of the mail, within the budgets. `finding` is completed with the facts of
 * the budgets. A ticket that an earlier try of the same mail may have made is not given up for a
 * comment. Errors: the journal's, ticket_system_list()'s. (transfer full) */
Decision *conversation_decide(const DeliveryContext *context, const Route *route,
                              TicketFinding *finding, const JournalMail *mail, GError **error);

/* Whether the mail is proven to come from whom From says: by a reference that we signed for them,
 * or by a mail server that we trust. `finding` NULL: by the server alone. */
gboolean conversation_is_proven(const DeliveryContext *context, const TicketFinding *finding);

/* Whether a proven sender took part in the ticket before the mail came, by the journal or by a
 * reference that we signed. `finding` NULL: `was_participant` says what the journal knew. */
gboolean conversation_is_part(const DeliveryContext *context, const TicketFinding *finding,
                              gboolean was_participant);

/* What was decided about a mail that came by `route`, and on what grounds. */
typedef struct {
    const Route *route;
    const TicketFinding *finding; /* NULL: an earlier try found the ticket */
    const Decision *decision;
    const char *text; /* what is on the ticket now, in the comment, attached or before */
    KnownText *known; /* what the ticket held before; NULL: that is not known */
} ConversationOutcome;

/* Remembers, with the ticket in `mail`: its Message-ID and its text; what it refers to; who joins
 * the ticket; what was used of the budgets. Who opened it and the people in To and Cc take part in
 * a new ticket. Later the sender and they join where the mail bears a reference that we signed for
 * this very sender, who is proven, or comes from a proven participant: a number that anybody can
 * guess, or a Message-ID that may stand in an archive or in the thread that somebody else was
 * shown, makes nobody a participant. Errors: the journal's. */
gboolean conversation_remember(const DeliveryContext *context, const ConversationOutcome *outcome,
                               const JournalMail *mail, GError **error);
