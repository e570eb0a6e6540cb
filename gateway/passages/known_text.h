/* known_text.h - finds the words of a text that are already on a ticket, by the fingerprints of the
 * mails on the ticket. Pure.
 *
 * A word is known if a window of the ticket's text covers it. There is a seam where two known words
 * follow each other, but not in the ticket's text: somebody added words there that the ticket also
 * has, or removed some. There is also a seam where two windows share fewer words than neighbouring
 * windows do (a place, see fingerprint.h). The words on both sides of a seam are not known, and
 * neither is a short run that ends there. Programs change the case of words, and people also reply
 * by changing it, so words that have the same capitals and marks in the ticket are listed
 * separately (KnownWords.cases). */
#pragma once

#include "gateway/passages/fingerprint.h"

/* The keys of fingerprints; the first is for new ones. */
#define PASSAGE_KEYS_MAX 3
typedef struct {
    HashKey keys[PASSAGE_KEYS_MAX];
    guint n_keys;
} PassageKeys;

typedef struct KnownText KnownText;

/* An empty one. `keys` must live as long. (transfer full) */
KnownText *known_text_new(const PassageKeys *keys);
void known_text_free(KnownText *known);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KnownText, known_text_free)

/* Adds a fingerprint. An invalid one, or one with another key, is ignored. */
void known_text_add(KnownText *known, GBytes *fingerprint);

/* Whether nothing is known. */
gboolean known_text_is_empty(const KnownText *known);

void known_words_free(KnownWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KnownWords, known_words_free)

/* Which words of the first `length` octets of `text` (word_list_new()) are known. `breaks` (of
 * guint, rising; or NULL) are lines where a program began something else, such as a quoted mail
 * below its attribution; there is no seam there. (transfer full) */
KnownWords *known_text_match(KnownText *known, const char *text, gsize length,
                             const GArray *breaks);
