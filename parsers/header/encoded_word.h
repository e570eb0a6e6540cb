/* encoded_word.h - encoded words of header fields (RFC 2047), also as broken programs write them.
 *
 * GMime decodes them, too, but loses words whose Base64 is padded before the last of a run.
 */
#pragma once

#include <glib.h>

/* The text of a field whose raw value (octets of any kind, NUL-terminated) is `raw`: encoded words
 * decoded, white space between two of them left out, characters split between two joined. 8-bit
 * octets outside of words are UTF-8 or else of `fallback` (a charset label). What is no encoded
 * word stays as it is, line ends too. Always valid UTF-8. (transfer full) */
char *encoded_word_decode(const char *raw, const char *fallback);

/* `raw` with each run of encoded words made into one word of UTF-8 in Base64, whatever its length,
 * and 8-bit octets into UTF-8, so that others can parse its syntax and decode it. (transfer full)
 */
char *encoded_word_unify(const char *raw, const char *fallback);
