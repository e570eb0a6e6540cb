/* lmtp_reply.h - the result of a delivery in LMTP: a reply code and an enhanced code (RFC 3463). */
#pragma once

#include <glib.h>

/* One line without line end for one recipient: "250 2.1.5 Delivered" for NULL, or "451 4.3.0 ..."
 * or "550 5.1.1 ..." with the text of delivery_error_line(). An error that is not certainly
 * permanent is temporary. (transfer full) */
char *lmtp_reply_line(const GError *error);
