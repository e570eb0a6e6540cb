/* encoded_word.h - decodes encoded words of header fields (RFC 2047), also those of broken
 * programs.
 *
 * GMime decodes them too, but loses text in a run of Base64 words if one before the last is padded.
 */
#pragma once

#include <glib.h>

/* The text of a field whose raw value (octets of any kind, NUL-terminated) is `raw`: encoded words
 * decoded, white space between two of them left out, characters split between two joined. 8-bit
 * octets outside of words are read as UTF-8, or else as `fallback` (a charset label). Everything
 * else stays as it is, line ends included. Always valid UTF-8. (transfer full) */
char *encoded_word_decode(const char *raw, const char *fallback);

/* `raw` with each run of encoded words replaced by one word of any length (UTF-8, Base64), and
 * 8-bit octets converted to UTF-8. GMime can then parse and decode the field. (transfer full) */
char *encoded_word_unify(const char *raw, const char *fallback);
