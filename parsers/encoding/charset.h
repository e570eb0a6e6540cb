/* charset.h - converts text to UTF-8, whether its charset is declared rightly, wrongly or not at
 * all. */
#pragma once

#include <glib.h>

/* The charset that was found for a text. Opaque. */
typedef struct Charset Charset;

/* Decides the charset of a text by its declaration and its beginning.
 *   declared    the label in the mail, in any form; NULL: none
 *   bytes       the beginning of the text; more octets give a safer result
 *   is_whole    this is the whole text: a cut character at its end is an error
 *   fallback    the label to use for 8-bit text that has no usable declaration and is not UTF-8
 * A byte order mark wins, then UTF-8 that cannot be a coincidence, then the declaration. The names
 * ascii, unknown-8bit, x-user-defined and similar ones count as no declaration. (transfer full),
 * free with charset_free(). */
Charset *charset_choose(const char *declared, const char *bytes, gsize length, gboolean is_whole,
                        const char *fallback);
void charset_free(Charset *charset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Charset, charset_free)

/* The name of the charset in lower case, for notes, e.g. "utf-8". (transfer none) */
const char *charset_name(const Charset *charset);

/* Whether the declared label is unknown to every converter. */
gboolean charset_is_unknown_label(const Charset *charset);

/* Appends the text to `utf8`. May be called again with the next piece: a character that is cut in
 * two is carried over. `is_last`: this is the last piece. Octets that cannot be decoded become
 * U+FFFD. The result is always valid UTF-8, but may contain NUL and control characters. */
void charset_decode(Charset *charset, const char *bytes, gsize length, gboolean is_last,
                    GString *utf8);

/* All of the above for a text in one piece. (transfer full) */
GString *charset_to_utf8(const char *declared, const char *bytes, gsize length,
                         const char *fallback);
