/* base64_lines.h - removes the line breaks from valid Base64. */
#pragma once

#include <glib.h>

/* Zero it before the first call. */
typedef struct {
    guint64 n_chars; /* characters passed so far, padding included */
    guint n_padding; /* '=' among them */
    char last;       /* the last character before the padding */
} Base64Lines;

/* Copies `in`, one piece of an encoded text, to `out` without CR and LF. `out` has room for
 * in_length characters and may be `in` itself. Returns FALSE at the first character that valid
 * Base64 (RFC 4648 section 4) cannot have; `out` and the state are then undefined. */
gboolean base64_lines_copy(Base64Lines *lines, const char *in, gsize in_length, char *out,
                           gsize *ret_length);

/* Whether the text may end here: it consists of whole groups of four without stray bits before the
 * padding. Decoding and encoding it again then gives the same characters. */
gboolean base64_lines_is_complete(const Base64Lines *lines);
