/* known_text.h - what a ticket holds, by the fingerprints of the mails that went there, and which
 * words of another text are among it. Pure.
 *
 * A word is known where a window of the ticket's text covers it. Where two known words follow one
 * another, but not in the ticket's text, is a seam: somebody wrote words of the ticket there, or
 * took some out. So is where two windows share fewer words than neighbours do (a place, see
 * fingerprint.h). The words on either side of it are not known, nor is a short run that ends there.
 * Programs change the case of words, and people answer by it: which words stand in the ticket with
 * the same capitals and marks is told apart (KnownWords.cases).
 */
#pragma once

#include "gateway/passages/fingerprint.h"

/* The keys that fingerprints may have been made with: the first makes new ones. */
#define PASSAGE_KEYS_MAX 3
typedef struct {
    HashKey keys[PASSAGE_KEYS_MAX];
    guint n_keys;
} PassageKeys;

typedef struct KnownText KnownText;

/* Of nothing. `keys` have to live as long. (transfer full) */
KnownText *known_text_new(const PassageKeys *keys);
void known_text_free(KnownText *known);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KnownText, known_text_free)

/* Adds a fingerprint; what is not one, or was made with another key, changes nothing. */
void known_text_add(KnownText *known, GBytes *fingerprint);

/* Whether nothing is known. */
gboolean known_text_is_empty(const KnownText *known);

void known_words_free(KnownWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KnownWords, known_words_free)

/* Which words of the first `length` octets of `text` (word_list_new()) are known. `breaks` (of
 * guint, rising), or NULL: the lines at which a program began something else, as a quoted mail
 * below its attribution; what meets there is no seam. (transfer full) */
KnownWords *known_text_match(KnownText *known, const char *text, gsize length,
                             const GArray *breaks);
