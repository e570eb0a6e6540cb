/* conversation.h - what the journal knows of the people and mails of a ticket: read before a
 * decision, written after it is carried out. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Decides by `facts` and within the budgets. `facts` are those of the mail's finding, or newer
 * ones. A ticket that an earlier try of the same mail may have made is never given up for a
 * comment. Errors: the journal's, ticket_system_list()'s. (transfer full) */
Decision *conversation_decide(const RouteMail *mail, PolicyFacts facts, GError **error);

/* Whether the sender is proven and took part in the ticket before the mail came, by the journal or
 * by a reference that we signed. If an earlier try found the ticket, the record says so. */
gboolean conversation_is_part(const RouteMail *mail);

/* Remembers for the ticket in the record: the Message-ID and the text of the mail, what it refers
 * to, who joins the ticket, and what it used of the budgets. The sender of a new ticket and the
 * people in To and Cc take part in it. Later, the sender and the people in To and Cc join if the
 * mail has a reference that we signed for this sender, who is proven, or if it comes from a proven
 * participant. A number that anybody can guess makes nobody a participant; nor does a Message-ID,
 * which may be in an archive or in a thread that others were shown. Errors: the journal's. */
gboolean conversation_remember(const RouteMail *mail, GError **error);
