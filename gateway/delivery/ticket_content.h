/* ticket_content.h - decides which parts of a mail go to the ticket: the text of the comment,
 * quoted.txt, and the attachments. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Sets `decision` (transfer full) in the mail, and what follows from it: the passages to show,
 * given what the ticket has already; quoted.txt; the plan of attachments. Without a journal nothing
 * counts as known to the ticket. Errors: the journal's; DELIVERY_ERROR_TEMPORARY. */
gboolean ticket_content_set(RouteMail *mail, Decision *decision, GError **error);

/* The same for the decision of an earlier try, if the ticket has the text already: quoted.txt is
 * the same as in that try. */
gboolean ticket_content_set_earlier(RouteMail *mail, Decision *decision, GError **error);

/* The attachments that the ticket does not have yet, by the record: the main request has none, each
 * further one has some. (transfer full) */
AttachmentPlan *ticket_content_rest(const RouteMail *mail);

/* The text of the mail that the ticket has, in the comment, attached or from before. Refused text
 * and dropped quotations are not part of it. */
const char *ticket_content_words(const RouteMail *mail);
