/* link_cover.c - see link_cover.h. */
#include "parsers/text/link_cover.h"

#include "parsers/text/link_target.h"

#include <string.h>

/* At most so many links are searched as plain words. */
#define MAX_SEARCHES 100
#define NO_ADDRESS " \t\n<>()[],;:\"|"

/* The start of the scheme with the ':' at `at`, or `at`. */
static const char *
begin_of_scheme(const char *at, const char *begin)
{
    for (gsize length = strlen("http"); length <= strlen("mailto"); length++) {
        if ((gsize)(at - begin) >= length && link_is_at(at - length))
            return at - length;
    }
    return at;
}

/* The next link or address from `*text` on; *text moves after it. (transfer full) (nullable) */
static char *
next_target(const char **text)
{
    for (const char *at = *text; (at = strpbrk(at, ":@")) != NULL; at++) {
        const char *word = *at == ':' ? begin_of_scheme(at, *text) : at;
        gsize length = word < at ? link_length(word) : 0;
        while (*at == '@' && word > *text && strchr(NO_ADDRESS, word[-1]) == NULL)
            word--;
        if (*at == '@' && word < at && strchr(NO_ADDRESS, at[1]) == NULL)
            length = strcspn(word, NO_ADDRESS);
        if (length == 0)
            continue;
        *text = word + length;
        return link_target(word, length - (word[length - 1] == '.'));
    }
    return NULL;
}

/* Whether `text` (lower case) contains `target`, and not only as part of a longer target. */
static gboolean
has_words(const char *text, const char *target)
{
    gsize length = strlen(target);

    for (const char *at = text; (at = strstr(at, target)) != NULL; at++) {
        const char *next = at + length + (at[length] == '/');
        if (at > text && (g_ascii_isalnum(at[-1]) || strchr("_-+", at[-1]) != NULL))
            continue;
        if (!g_ascii_isalnum(*next) && strchr("-_%&?=#@", *next) == NULL)
            return TRUE;
        if (*next == '\0')
            return TRUE;
    }
    return FALSE;
}

gboolean
link_cover_is_whole(const char *text, const char *other)
{
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *folded = NULL;
    const char *at = text, *other_at = other;
    guint n_searches = 0;

    for (char *target; (target = next_target(&at)) != NULL;) {
        g_autofree char *own = target;
        for (char *one;
             !g_hash_table_contains(known, own) && (one = next_target(&other_at)) != NULL;)
            g_hash_table_add(known, one);
        if (g_hash_table_contains(known, own))
            continue;
        if (folded == NULL)
            folded = g_ascii_strdown(other, -1);
        if (++n_searches > MAX_SEARCHES || !has_words(folded, own))
            return FALSE;
    }
    return TRUE;
}
