/* near_word.c - see near_word.h. */
#include "config/near_word.h"

#include <string.h>

#define MAX_CHARS 100
#define MAX_MISTAKES 3

/* How many characters have to be added, removed, changed, or swapped with the next one. The table
 * is small: words are short. */
static guint
edit_distance(const char *one, const char *other)
{
    gsize rows = strlen(one) + 1, columns = strlen(other) + 1;
    g_autofree guint *table = g_new0(guint, rows * columns);
    for (gsize i = 0; i < rows * columns; i++) {
        gsize row = i / columns, column = i % columns;
        if (row == 0 || column == 0) {
            table[i] = (guint)(row + column);
            continue;
        }
        guint change = one[row - 1] == other[column - 1] ? 0 : 1;
        table[i] = MIN(MIN(table[i - columns], table[i - 1]) + 1, table[i - columns - 1] + change);
        if (row > 1 && column > 1 && one[row - 1] == other[column - 2] &&
            one[row - 2] == other[column - 1])
            table[i] = MIN(table[i], table[i - 2 * columns - 2] + 1);
    }
    return table[rows * columns - 1];
}

const char *
near_word_find(const char *word, const char *const *words)
{
    gsize length = strlen(word);
    if (length == 0 || length > MAX_CHARS)
        return NULL;
    for (guint i = 0; length > 1 && words[i] != NULL; i++)
        if (g_str_has_prefix(words[i], word))
            return words[i];
    /* A word of which every character is wrong is another word. */
    guint least = (guint)MIN(length, MAX_MISTAKES + 1);
    const char *nearest = NULL;
    for (guint i = 0; words[i] != NULL; i++) {
        guint distance = edit_distance(word, words[i]);
        if (distance < least) {
            least = distance;
            nearest = words[i];
        }
    }
    return nearest;
}
