/* word_cover.h - how much of one text another one says. */
#pragma once

#include <glib.h>

typedef struct {
    gsize n_bytes;          /* of the words of the text, addresses of links left out */
    gsize n_missing;        /* of those that the other text does not have */
    gboolean misses_number; /* one of these has a digit */
} WordCover;

/* Looks up each word of `text` in `other` (both UTF-8), whatever its case and place. A character of
 * a script without spaces counts as a word. */
WordCover word_cover_compare(const char *text, const char *other);

/* The same, and in *ret_other (or NULL) how much of `other` is in `text`. */
WordCover word_cover_both(const char *text, const char *other, WordCover *ret_other);
