/* own_words.c - see own_words.h. The journal has a keyed hash of each comment, not its text. */
#include "gateway/delivery/own_words.h"

#include <string.h>

#include "gateway/delivery/ticket_memory.h"
#include "gateway/journal/journal_passage.h"
#include "gateway/passages/keyed_hash.h"

#define NEAR_S (15 * 60)

/* (transfer full) */
static char *
single_blanks(const char *text)
{
    g_autoptr(GString) single = g_string_new(NULL);

    for (const char *p = text; *p != '\0'; p++) {
        if (!g_ascii_isspace(*p))
            g_string_append_c(single, *p);
        else if (single->len > 0 && single->str[single->len - 1] != ' ')
            g_string_append_c(single, ' ');
    }
    return g_strdup(g_strchomp(single->str));
}

/* (transfer full) */
static char *
hash_of(const HashKey *key, const char *text)
{
    return g_strdup_printf("%016" G_GINT64_MODIFIER "x", keyed_hash(key, text, strlen(text)));
}

gboolean
own_words_note(const DeliveryContext *context, const char *number, const char *comment,
               GError **error)
{
    g_autofree char *text = single_blanks(comment != NULL ? comment : "");

    if (*text == '\0' || number == NULL || context->config->news_to == CONFIG_NEWS_NONE)
        return TRUE;
    const PassageKeys keys = ticket_memory_keys(context->keys);
    g_autofree char *hash = hash_of(&keys.keys[0], text);
    return journal_own_comment_add(context->journal, number, hash, error);
}

gboolean
own_words_drop(const DeliveryContext *context, const char *number, char **comment, gint64 time_s,
               GError **error)
{
    const PassageKeys keys = ticket_memory_keys(context->keys);
    g_autofree char *text = *comment != NULL ? single_blanks(*comment) : NULL;

    for (guint i = 0; i < keys.n_keys && *comment != NULL; i++) {
        g_autofree char *hash = hash_of(&keys.keys[i], text);
        gint64 added_s = 0;
        if (!journal_own_comment_find(context->journal, number, hash, &added_s, error))
            return FALSE;
        if (added_s != 0 && (time_s == 0 || ABS(time_s - added_s) <= NEAR_S))
            g_clear_pointer(comment, g_free);
    }
    return TRUE;
}
