/* lmtp_reply.h - how a delivery's end reads in LMTP: a reply code and an enhanced one (RFC 3463).
 */
#pragma once

#include <glib.h>

/* One line without line end for one recipient, such as "250 2.1.5 Delivered" for NULL, or
 * "451 4.3.0 ..." and "550 5.1.1 ..." for what delivery_error_line() says of an error. What is not
 * certainly final is temporary. (transfer full) */
char *lmtp_reply_line(const GError *error);
