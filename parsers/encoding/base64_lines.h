/* base64_lines.h - valid Base64 with line breaks in, the same without line breaks out. */
#pragma once

#include <glib.h>

/* Zero it before the first call. */
typedef struct {
    guint64 n_chars; /* characters passed so far, padding included */
    guint n_padding; /* '=' among them */
    char last;       /* the last character before the padding */
} Base64Lines;

/* Copies `in` to `out` (room for in_length; may be `in` itself) without CR, LF; both belong to one
 * encoded text that comes in pieces. Returns FALSE at the first character that does not belong into
 * valid Base64 (RFC 4648 section 4); `out` and the state are then of no use. */
gboolean base64_lines_copy(Base64Lines *lines, const char *in, gsize in_length, char *out,
                           gsize *ret_length);

/* Whether the text may end here: whole groups of four, and no stray bits before the padding, so
 * that decoding and encoding again would give the very same characters. */
gboolean base64_lines_is_complete(const Base64Lines *lines);
