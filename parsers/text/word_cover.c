/* word_cover.c - see word_cover.h. Words are compared by their hash. */
#include "parsers/text/word_cover.h"

#include "parsers/text/text_clean.h"

#include <string.h>

/* A script in which each character counts as a word. */
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

typedef struct {
    gsize hash;
    guint length; /* in bytes; 0: no more words */
    gboolean has_digit;
} Word;

/* The next word from `*text` on; *text moves after it. */
static Word
next_word(const char **text)
{
    const char *begin = NULL;
    gsize hash = 14695981039346656037U;
    gboolean has_digit = FALSE;

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
        has_digit |= g_ascii_isdigit(c);
        if (is_single) {
            *text = text_next_char(*text);
            break;
        }
    }
    return (Word){
        .hash = hash, .length = begin == NULL ? 0 : (guint)(*text - begin), .has_digit = has_digit};
}

/* The address of a link: text between blanks with a scheme. */
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

/* (transfer full) */
static GArray *
words_of(const char *text)
{
    g_autofree char *folded = without_links(text);
    GArray *words = g_array_new(FALSE, FALSE, sizeof(Word));
    const char *p = folded;
    Word word;

    while ((word = next_word(&p)).length > 0)
        g_array_append_val(words, word);
    return words;
}

static gboolean
is_same(const GArray *words, const GArray *other)
{
    return words->len == other->len &&
           (words->len == 0 || memcmp(words->data, other->data, words->len * sizeof(Word)) == 0);
}

static WordCover
cover(const GArray *words, const GArray *other)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_direct_hash, g_direct_equal);
    gboolean is_all = is_same(words, other);
    WordCover result = {0};

    for (guint i = 0; i < other->len && !is_all; i++)
        g_hash_table_add(known, GSIZE_TO_POINTER(g_array_index(other, Word, i).hash));
    for (guint i = 0; i < words->len; i++) {
        const Word *word = &g_array_index(words, Word, i);
        result.n_bytes += word->length;
        if (is_all || g_hash_table_contains(known, GSIZE_TO_POINTER(word->hash)))
            continue;
        result.n_missing += word->length;
        result.misses_number |= word->has_digit;
    }
    return result;
}

WordCover
word_cover_compare(const char *text, const char *other)
{
    return word_cover_both(text, other, NULL);
}

WordCover
word_cover_both(const char *text, const char *other, WordCover *ret_other)
{
    g_autoptr(GArray) words = words_of(text);
    g_autoptr(GArray) other_words = words_of(other);

    if (ret_other != NULL)
        *ret_other = cover(other_words, words);
    return cover(words, other_words);
}
