/* text_clean.h - text of any origin into what a Letter may hold. */
#pragma once

#include <glib.h>

/* `text` (UTF-8, may be broken) as valid UTF-8 with LF line ends, without a byte order mark and
 * without control characters other than LF and tab. Broken octets become U+FFFD. (transfer full) */
char *text_clean(const char *text, gsize length);

/* The same on one line: runs of white space and line ends become one space, none at the ends;
 * at most `max_bytes` octets, cut between characters. (transfer full) */
char *text_clean_line(const char *text, gsize max_bytes);

/* The length of the longest prefix of `text` (valid UTF-8) of at most `max_bytes` octets that ends
 * between characters. */
gsize text_prefix_length(const char *text, gsize max_bytes);

/* The character after the one at `text` (valid UTF-8); g_utf8_next_char() without its cast. */
static inline const char *
text_next_char(const char *text)
{
    return text + g_utf8_skip[*(const guchar *)text];
}
