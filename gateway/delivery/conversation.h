/* conversation.h - what the journal knows of the people and mails of a ticket: read for a decision,
 * written once it is carried out. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* What the policy makes of the mail by `facts`, within the budgets: the mail's finding, or what was
 * learned since. A ticket that an earlier try of the same mail may have made is not given up for a
 * comment. Errors: the journal's, ticket_system_list()'s. (transfer full) */
Decision *conversation_decide(const RouteMail *mail, PolicyFacts facts, GError **error);

/* Whether a proven sender took part in the ticket before the mail came, by the journal or by a
 * reference that we signed. Where an earlier try found the ticket, the record says it. */
gboolean conversation_is_part(const RouteMail *mail);

/* Remembers, with the ticket in the record: its Message-ID and its text; what it refers to; who
 * joins the ticket; what was used of the budgets. Who opened it and the people in To and Cc take
 * part in a new ticket. Later the sender and they join where the mail bears a reference that we
 * signed for this very sender, who is proven, or comes from a proven participant: a number that
 * anybody can guess, or a Message-ID that may stand in an archive or in the thread that somebody
 * else was shown, makes nobody a participant. Errors: the journal's. */
gboolean conversation_remember(const RouteMail *mail, GError **error);
