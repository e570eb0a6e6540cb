/* confirmation_encode.h - a subject as a header field holds it. */
#pragma once

#include <glib.h>

/* `line` (valid UTF-8, one line, as confirmation_clean_line() makes it) as the value of an
 * unstructured field, folded with LF and a space. Words stay readable until the first that is not
 * ASCII, looks like an encoded word, or is too long for a line; from there on all is encoded (RFC
 * 2047, UTF-8, Base64), so that text which looks encoded is shown as it was, and never decoded at
 * the reader's. The GMime encoder takes such text for encoded already. (transfer full) */
char *confirmation_encode_subject(const char *line);
