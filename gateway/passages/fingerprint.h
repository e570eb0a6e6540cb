/* fingerprint.h - a text as hashes of overlapping windows of its words: small, and telling nothing
 * of the text to who has not the key. Pure.
 *
 * A window lies between two places of the text that are chosen by what stands there (winnowing,
 * Schleimer and others 2003: the least hash of three words among `width` neighbours), and holds
 * them both. So windows overlap, each word is in one of them, and where the same text stands in
 * another mail, the same windows are found, up to its edges. Width 1 is each four words that
 * follow one another; longer texts take wider windows, so that a fingerprint stays small, and
 * narrower ones at their beginning and end, where others join them.
 */
#pragma once

#include "gateway/passages/word_list.h"

#define FINGERPRINT_MAX_BYTES 2048

/* Words of a place; a window is one more at least. */
#define FINGERPRINT_PLACE_WORDS 3
#define FINGERPRINT_LEAST_WORDS (FINGERPRINT_PLACE_WORDS + 1)

/* How many widths of windows there are. */
#define FINGERPRINT_LEVELS 17

typedef struct {
    guint first;  /* index of its first word ... */
    guint end;    /* ... and of the one behind its last, of the words of the list that count */
    guint64 hash; /* its lowest FINGERPRINT_CASE_BITS tell the case of the words, too */
} Window;

/* Without these bits, a hash is the same in any case of letters. */
#define FINGERPRINT_CASE_BITS 16

/* The indexes (guint) of the words of `list` that windows are made of: all but links that programs
 * add behind a text. (transfer full) */
GArray *fingerprint_words(const WordList *list);

/* The windows (Window) of width 2^`level` over the words `counted` of `list`; with fewer than
 * FINGERPRINT_LEAST_WORDS one of them all, which is no other text's window. Empty: there are none.
 * `reach` says for each counted word where a window that begins there ends (0: none does): what
 * lies in one of those is left out; NULL: nothing is. (transfer full) */
GArray *fingerprint_windows(const HashKey *key, const WordList *list, const GArray *counted,
                            guint level, const guint *reach);

/* The hash by which a link behind a text (Word.is_behind) stands in a fingerprint. */
guint64 fingerprint_link(const HashKey *key, guint64 word_hash);

/* Which words of a list are known, and known to follow one another. */
typedef struct {
    gboolean *words;  /* one for each */
    gboolean *joins;  /* with the word before it; of links behind a text nothing */
    gboolean *doubts; /* in the ticket, but not known: at a seam (known_text.h) */
    gboolean *cases;  /* in the ticket with these capitals */
    guint length;
    WordList *list; /* the words themselves, hashed with the first key; NULL: not at hand */
} KnownWords;

/* The fingerprint of a text, at most FINGERPRINT_MAX_BYTES, without what is known of it already
 * (`known` NULL: nothing is). NULL: nothing is left to remember. (transfer full) (nullable) */
GBytes *fingerprint_new(const HashKey *key, const WordList *list, const KnownWords *known);

/* Takes one apart: the key's number, a bit for each level in it, and the hashes, which are the
 * bytes' own. FALSE: it is not one of ours. */
typedef struct {
    guint32 key_number;
    guint32 levels;
    const guint8 *hashes; /* little-endian, eight octets each */
    guint n_hashes;
} FingerprintParts;
gboolean fingerprint_read(GBytes *bytes, FingerprintParts *ret_parts);

/* What tells keys apart without telling them. */
guint32 fingerprint_key_number(const HashKey *key);
