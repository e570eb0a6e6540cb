/* near_word.h - the word that somebody meant, for a word that does not exist. Pure. */
#pragma once

#include <glib.h>

/* The word of `words` (NULL-terminated) that begins with `word`, or else has the spelling closest
 * to it; NULL: none is close, or `word` is empty. Of two, the first. (transfer none) (nullable) */
const char *near_word_find(const char *word, const char *const *words);
