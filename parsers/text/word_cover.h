/* word_cover.h - measures how much of one text is in another. */
#pragma once

#include <glib.h>

typedef struct {
    gsize n_bytes;          /* of the words of the text, without addresses of links */
    gsize n_missing;        /* of those that the other text does not have */
    gboolean misses_number; /* one of these has a digit */
} WordCover;

/* Looks up each word of `text` in `other` (both UTF-8), in any case and position. In a script
 * without spaces, each character counts as a word. */
WordCover word_cover_compare(const char *text, const char *other);

/* The same. ret_other, if not NULL, receives how much of `other` is in `text`. */
WordCover word_cover_both(const char *text, const char *other, WordCover *ret_other);
