/* lmtp_reply.h - the result of a delivery in LMTP: a reply code and an enhanced code (RFC 3463). */
#pragma once

#include <glib.h>

/* The line, without line end, for a recipient whose mail is done: "250 2.1.5 INC0012345 created",
 * or without a number. `outcome` is as in DeliveryResult. The MTA logs the line, and it has no byte
 * that came with a mail. (transfer full) */
char *lmtp_reply_done(const char *outcome, const char *ticket_number);

/* The line for a recipient whose mail is not done: "451 4.3.0 ..." or "550 5.1.1 ..." with the text
 * of delivery_error_line(). An error that is not certainly permanent is temporary. (transfer full)
 */
char *lmtp_reply_line(const GError *error);
