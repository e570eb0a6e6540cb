/* confirmation_encode.h - encodes a subject for a header field. */
#pragma once

#include <glib.h>

/* `line` (valid UTF-8, one line, as confirmation_clean_line() makes it) as the value of an
 * unstructured field, folded with LF and a space. Words stay readable up to the first one that is
 * not ASCII, looks like an encoded word, or is too long for a line; the rest is encoded (RFC 2047,
 * UTF-8, "Q"). So text that looks encoded is shown as it was, and no mail program decodes it. The
 * GMime encoder would leave such text as it is. (transfer full) */
char *confirmation_encode_subject(const char *line);
