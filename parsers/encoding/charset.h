/* charset.h - octets in a charset, declared rightly, wrongly or not at all, into UTF-8. */
#pragma once

#include <glib.h>

/* What the octets of a text turned out to be in. Opaque; valid as long as the program runs. */
typedef struct Charset Charset;

/* Decides the charset of a text by what is declared and by its beginning.
 *   declared    label as the mail gives it, of any shape; NULL: none
 *   bytes       the beginning of the text, the longer the surer
 *   is_whole    it is all of the text: a character that is cut at the end is none
 *   fallback    label to take for 8-bit text that declares nothing usable and is not UTF-8
 * A byte order mark wins, then UTF-8 that cannot be chance, then the declaration.
 * The names ascii, unknown-8bit, x-user-defined and their like count as no declaration.
 * (transfer full), free with charset_free(). */
Charset *charset_choose(const char *declared, const char *bytes, gsize length, gboolean is_whole,
                        const char *fallback);
void charset_free(Charset *charset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Charset, charset_free)

/* The name of the choice in lower case, for notes, e.g. "utf-8". (transfer none) */
const char *charset_name(const Charset *charset);

/* Whether a label was given that no converter knows. */
gboolean charset_is_unknown_label(const Charset *charset);

/* Appends the text to `utf8`. May be called again with the next piece: a character that is cut in
 * two is carried over. `is_last` flushes it. Octets that cannot be decoded become U+FFFD; the
 * result is always valid UTF-8, though it may hold NUL and control characters. */
void charset_decode(Charset *charset, const char *bytes, gsize length, gboolean is_last,
                    GString *utf8);

/* All of the above for a text in one piece. (transfer full) */
GString *charset_to_utf8(const char *declared, const char *bytes, gsize length,
                         const char *fallback);
