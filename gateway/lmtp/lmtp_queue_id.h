/* lmtp_queue_id.h - the mail server's queue id, which LMTP has no word for.
 *
 * A mail server that has `lmtp_send_xforward_command = yes` says it by XFORWARD; any other has
 * written it into the Received field that it put on top (RFC 5321, section 4.4): "by HOST (Postfix)
 * with ESMTP id 4XYZ". For the log and `ticketgate trace` only. */
#pragma once

#include <glib.h>

/* `text` as a queue id: at most 64 letters, digits, '-', '.' and '_'. NULL: it is not one.
 * (transfer full) */
char *lmtp_queue_id_new(const char *text);

/* The id in `received`, the value of a Received field, if its "by" names `host` (in any case): the
 * host that hands the mail over has written it. Comments are passed over. (transfer full)
 * (nullable) */
char *lmtp_queue_id_of_received(const char *received, const char *host);

/* The id in the topmost Received field of the message in `fd` (`length` bytes), as above; NULL:
 * there is none. (transfer full) */
char *lmtp_queue_id_read(int fd, guint64 length, const char *host);
