/* text_clean.h - makes any text fit for a Letter. */
#pragma once

#include <glib.h>

/* `text` (UTF-8, may be broken) as valid UTF-8 with LF line ends, without a byte order mark and
 * without control characters other than LF and tab. Broken octets become U+FFFD. (transfer full) */
char *text_clean(const char *text, gsize length);

/* The same on one line: runs of white space and line ends become one space, with none at the ends.
 * At most `max_bytes` octets, cut between characters. (transfer full) */
char *text_clean_line(const char *text, gsize max_bytes);

/* Like g_utf8_casefold(), but about ten times as fast for ASCII. `length` in octets, -1: to the
 * NUL. (transfer full) */
char *text_casefold(const char *text, gssize length);

/* Whether `word` is one of the `n` words. */
gboolean text_is_one_of(const char *word, const char *const *words, gsize n);

/* The length of the longest prefix of `text` (valid UTF-8) of at most `max_bytes` octets that ends
 * between characters. */
gsize text_prefix_length(const char *text, gsize max_bytes);

/* Whether a character only serves to deceive the reader of an untrusted line: embeddings, overrides
 * and isolates of bidirectional text, and zero-width characters without a purpose (zero width
 * space, word joiner, soft hyphen, byte order mark, tags). Not joiners and direction marks, which
 * languages need. */
gboolean text_is_trick(gunichar c);

/* `line` (valid UTF-8) without such characters. (transfer full) */
char *text_without_tricks(const char *line);

/* The character after the one at `text` (valid UTF-8); g_utf8_next_char() without its cast. */
static inline const char *
text_next_char(const char *text)
{
    return text + g_utf8_skip[*(const guchar *)text];
}
