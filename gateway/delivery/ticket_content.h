/* ticket_content.h - what of a mail goes to the ticket by a decision: the text that a comment
 * shows, quoted.txt, and the attachments. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Makes `decision` (transfer full) that of the mail, and sets what follows from it: the passages
 * that are shown, by what the ticket holds; quoted.txt; the plan of attachments. Without a journal
 * nothing counts as known to the ticket. Errors: the journal's; DELIVERY_ERROR_TEMPORARY. */
gboolean ticket_content_set(RouteMail *mail, Decision *decision, GError **error);

/* The same for a decision that an earlier try made, and whose text the ticket has: quoted.txt is
 * what it was then. */
gboolean ticket_content_set_earlier(RouteMail *mail, Decision *decision, GError **error);

/* The attachments that the ticket does not have yet, by the record: the main request has none, each
 * further one some. (transfer full) */
AttachmentPlan *ticket_content_rest(const RouteMail *mail);

/* What the ticket has of the mail's text, in the comment, attached or before: not what was refused,
 * nor quotations that are dropped. */
const char *ticket_content_words(const RouteMail *mail);
