/* lmtp_data.h - finds the end of a message and removes dots (RFC 5321, section 4.5.2). Pure.
 *
 * Only CR LF "." CR LF ends a message. A bare LF before or after the dot is content, so nobody can
 * smuggle in a second message. */
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

/* Takes octets received after DATA and writes those of the message to `out` (room for `in_length` +
 * 2). Returns how many were taken: all of them, or up to the end of the message; *data is then
 * LMTP_DATA_END. */
gsize lmtp_data_take(LmtpData *data, const char *in, gsize in_length, char *out,
                     gsize *ret_out_length);
