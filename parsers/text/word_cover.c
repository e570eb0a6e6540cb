/* word_cover.c - see word_cover.h. Words are compared by their hash. */
#include "parsers/text/word_cover.h"

#include "parsers/text/text_clean.h"

#include <string.h>

/* A script of which each character has an entry of its own. */
static gboolean
is_spaceless(gunichar c)
{
    if (c < 0x0e00)
        return FALSE;
    switch ((int)g_unichar_get_script(c)) {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
        return TRUE;
    default:
        return FALSE;
    }
}

/* The next word from `*text` on, which moves behind it; 0 at the end, else its length. */
static gsize
next_word(const char **text, gsize *ret_hash)
{
    const char *begin = NULL;
    gsize hash = 14695981039346656037U;

    for (; **text != '\0'; *text = text_next_char(*text)) {
        gunichar c = g_utf8_get_char(*text);
        gboolean is_single = is_spaceless(c);
        if (!g_unichar_isalnum(c) || (is_single && begin != NULL)) {
            if (begin != NULL)
                break;
            continue;
        }
        begin = begin == NULL ? *text : begin;
        hash = (hash ^ c) * 1099511628211U;
        if (is_single) {
            *text = text_next_char(*text);
            break;
        }
    }
    *ret_hash = hash;
    return begin == NULL ? 0 : (gsize)(*text - begin);
}

/* The address of a link: what stands between blanks and has a scheme. */
static gboolean
is_link(const char *word, gsize length)
{
    return g_strstr_len(word, (gssize)length, "://") != NULL ||
           g_strstr_len(word, (gssize)length, "mailto:") != NULL;
}

/* `text` in lower case, without addresses of links. (transfer full) */
static char *
without_links(const char *text)
{
    char *folded = text_casefold(text, -1);
    char *word = folded;

    while (*word != '\0') {
        gsize length = strcspn(word, " \t\n");
        if (is_link(word, length))
            memset(word, ' ', length);
        word += length + strspn(word + length, " \t\n");
    }
    return folded;
}

WordCover
word_cover_compare(const char *text, const char *other)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autofree char *folded = without_links(text);
    g_autofree char *folded_other = without_links(other);
    const char *p = folded_other;
    WordCover cover = {0};
    gsize hash = 0, length = 0;

    while (next_word(&p, &hash) > 0)
        g_hash_table_add(known, GSIZE_TO_POINTER(hash));
    for (p = folded; (length = next_word(&p, &hash)) > 0;) {
        cover.n_bytes += length;
        if (!g_hash_table_contains(known, GSIZE_TO_POINTER(hash)))
            cover.n_missing += length;
    }
    return cover;
}
