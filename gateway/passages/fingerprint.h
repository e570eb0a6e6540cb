/* fingerprint.h - a text as hashes of overlapping windows of its words: small, and useless without
 * the key. Pure.
 *
 * A window reaches from one chosen place of the text to the next and includes both. Places are
 * chosen by content (winnowing, Schleimer and others 2003: the smallest hash of three words among
 * `width` neighbours). So windows overlap, each word is in a window, and the same text in another
 * mail has the same windows, except at its edges. Width 1 means any four consecutive words. Longer
 * texts use wider windows, so the fingerprint stays small, and narrower ones at their beginning and
 * end, where other text joins. */
#pragma once

#include "gateway/passages/word_list.h"

#define FINGERPRINT_MAX_BYTES 2048

/* Words of a place; a window has at least one more. */
#define FINGERPRINT_PLACE_WORDS 3
#define FINGERPRINT_LEAST_WORDS (FINGERPRINT_PLACE_WORDS + 1)

/* Number of window widths. */
#define FINGERPRINT_LEVELS 17

typedef struct {
    guint first;  /* index of its first word ... */
    guint end;    /* ... and of the word after its last, among the counted words of the list */
    guint64 hash; /* its lowest FINGERPRINT_CASE_BITS depend on the case of the words */
} Window;

/* Without these bits, a hash does not depend on upper and lower case. */
#define FINGERPRINT_CASE_BITS 16

/* The indexes (guint) of the words of `list` that count for windows: all except links that programs
 * add after a text. (transfer full) */
GArray *fingerprint_words(const WordList *list);

/* The windows (Window) of width 2^`level` over the words `counted` of `list`. A text with fewer
 * than FINGERPRINT_LEAST_WORDS has one window of all its words, which matches no other text;
 * without words it has none. `reach` has for each counted word the end of a known window that
 * begins there (0: no window); windows inside those are left out. NULL: none are left out.
 * (transfer full) */
GArray *fingerprint_windows(const HashKey *key, const WordList *list, const GArray *counted,
                            guint level, const guint *reach);

/* The hash of a link after a text (Word.is_behind) in a fingerprint. */
guint64 fingerprint_link(const HashKey *key, guint64 word_hash);

/* Which words of a list are known, and which are known to follow each other. */
typedef struct {
    gboolean *words;  /* one for each word */
    gboolean *joins;  /* known together with the word before it; not set for links after a text */
    gboolean *doubts; /* in the ticket, but in doubt: at a seam (known_text.h) */
    gboolean *cases;  /* in the ticket with the same capitals */
    guint length;
    WordList *list; /* the words themselves, hashed with the first key; NULL: not available */
} KnownWords;

/* The fingerprint of a text, at most FINGERPRINT_MAX_BYTES, without the parts that are already
 * known (`known` NULL: none). NULL: nothing is left to record. (transfer full) (nullable) */
GBytes *fingerprint_new(const HashKey *key, const WordList *list, const KnownWords *known);

/* Splits a fingerprint into the number of its key, a bit for each level in it, and the hashes,
 * which belong to `bytes`. FALSE: it is not one of ours. */
typedef struct {
    guint32 key_number;
    guint32 levels;
    const guint8 *hashes; /* little-endian, eight bytes each */
    guint n_hashes;
} FingerprintParts;
gboolean fingerprint_read(GBytes *bytes, FingerprintParts *ret_parts);

/* A number that identifies a key without revealing it. */
guint32 fingerprint_key_number(const HashKey *key);
