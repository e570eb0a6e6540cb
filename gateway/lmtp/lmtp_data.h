/* lmtp_data.h - the end of a message and the dots before it (RFC 5321, section 4.5.2). Pure.
 *
 * Only CR LF "." CR LF ends a message: a bare LF before or after the dot is content, so that nobody
 * can smuggle a second message in.
 */
#pragma once

#include <glib.h>

typedef enum {
    LMTP_DATA_LINE_START, /* zero: a message begins here */
    LMTP_DATA_DOT,
    LMTP_DATA_DOT_CR,
    LMTP_DATA_TEXT,
    LMTP_DATA_CR,
    LMTP_DATA_END,
} LmtpData;

/* Takes octets that came after DATA and gives those of the message, in `out` (room for
 * `in_length` + 2). Returns how many were taken: all of them, or up to the end of the message, when
 * *data is LMTP_DATA_END. */
gsize lmtp_data_take(LmtpData *data, const char *in, gsize in_length, char *out,
                     gsize *ret_out_length);
