/* word_list.c - see word_list.h. */
#include "gateway/passages/word_list.h"

#include <string.h>

#include "gateway/passages/link_target.h"
#include "parsers/text/text_clean.h"

typedef struct {
    const HashKey *key;
    const char *begin;
    const char *at;
    const char *end;
    GArray *words; /* of Word */
    guint line;
} Reader;

/* Scripts without blanks between words: Thai and Lao, Burmese, Khmer, Chinese and Japanese. */
static gboolean
is_without_blanks(gunichar c)
{
    return (c >= 0x0e00 && c <= 0x0eff) || (c >= 0x1000 && c <= 0x109f) ||
           (c >= 0x1780 && c <= 0x17ff) || (c >= 0x2e80 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff66 && c <= 0xff9f) ||
           (c >= 0x20000 && c <= 0x3ffff);
}

static gboolean
is_of_word(gunichar c)
{
    return g_unichar_isalnum(c) || (c >= 0x300 && g_unichar_ismark(c));
}

/* What says something by itself: a ticked box, an arrow, an emoji, a currency. */
static gboolean
is_symbol(gunichar c)
{
    if (c < 0x80)
        return c == '$';
    GUnicodeType type = g_unichar_type(c);
    return c != 0xfffc && c != 0xfffd &&
           (type == G_UNICODE_OTHER_SYMBOL || type == G_UNICODE_MATH_SYMBOL ||
            type == G_UNICODE_CURRENCY_SYMBOL);
}

static void
add_word(Reader *reader, guint64 hash)
{
    const Word word = {.hash = hash, .line = reader->line};
    g_array_append_val(reader->words, word);
}

static guint64
hash_folded(const Reader *reader, const char *begin, const char *end, gboolean is_ascii)
{
    char small[64];
    gsize length = (gsize)(end - begin);
    if (is_ascii && length <= sizeof small) {
        for (gsize i = 0; i < length; i++)
            small[i] = g_ascii_tolower(begin[i]);
        return keyed_hash(reader->key, small, length);
    }
    g_autofree char *normal = g_utf8_normalize(begin, (gssize)length, G_NORMALIZE_NFKC);
    g_autofree char *folded = text_casefold(normal != NULL ? normal : "", -1);
    return keyed_hash(reader->key, folded, strlen(folded));
}

/* A run of letters and digits, or one character of a script without blanks. */
static void
read_word(Reader *reader)
{
    const char *begin = reader->at, *at = begin;
    gboolean is_ascii = TRUE;
    while (at < reader->end) {
        gunichar c = g_utf8_get_char(at);
        if (!is_of_word(c) || (at > begin && is_without_blanks(c)))
            break;
        is_ascii &= c < 0x80;
        at = text_next_char(at);
        if (is_without_blanks(c))
            break;
    }
    add_word(reader, hash_folded(reader, begin, at, is_ascii));
    reader->at = at;
}

/* Whether the text right before `at` on its line says what `target` says: an address, a link. */
static gboolean
repeats_text_before(const Reader *reader, const char *at, const char *target)
{
    while (at > reader->begin && at[-1] == ' ')
        at--;
    const char *begin = at;
    while (begin > reader->begin && strchr(" \t\n<>(", begin[-1]) == NULL)
        begin--;
    g_autofree char *before = link_target(begin, (gsize)(at - begin));
    return strcmp(before, target) == 0;
}

static gboolean
has_text_before(const Reader *reader, const char *at)
{
    while (at > reader->begin && (at[-1] == ' ' || at[-1] == '>' || at[-1] == '|'))
        at--;
    return at > reader->begin && at[-1] != '\n';
}

/* A link, bare or between angle brackets. */
static void
read_link(Reader *reader)
{
    const char *begin = reader->at;
    gsize length = MIN(link_length(begin), (gsize)(reader->end - begin));
    g_autofree char *target = link_target(begin, length);
    gboolean is_bracketed = begin > reader->begin && begin[-1] == '<';
    reader->at = begin + length;
    if (is_bracketed && repeats_text_before(reader, begin - 1, target))
        return;
    add_word(reader, keyed_hash(reader->key, target, strlen(target)));
    g_array_index(reader->words, Word, reader->words->len - 1).is_behind =
        is_bracketed && has_text_before(reader, begin - 1);
}

/* The end of what stands for a picture at `at`, or NULL. */
static const char *
end_of_picture(const Reader *reader)
{
    static const struct {
        const char *begin;
        char end;
    } forms[] = {{"[cid:", ']'}, {"[image:", ']'}, {"<image0", '>'}};
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        gsize left = (gsize)(reader->end - reader->at);
        if (left < strlen(forms[i].begin) ||
            g_ascii_strncasecmp(reader->at, forms[i].begin, strlen(forms[i].begin)) != 0)
            continue;
        const char *line_end = memchr(reader->at, '\n', left);
        gsize line_length = line_end != NULL ? (gsize)(line_end - reader->at) : left;
        const char *end = memchr(reader->at, forms[i].end, line_length);
        if (end != NULL)
            return end + 1;
    }
    return NULL;
}

static void
read_next(Reader *reader)
{
    gunichar c = g_utf8_get_char(reader->at);
    if (c == '[' || c == '<') {
        const char *end = end_of_picture(reader);
        reader->at = end != NULL ? end : reader->at + 1;
    } else if ((c == 'h' || c == 'H' || c == 'm' || c == 'M') && link_is_at(reader->at)) {
        read_link(reader);
    } else if (is_of_word(c)) {
        read_word(reader);
    } else {
        const char *next = text_next_char(reader->at);
        if (is_symbol(c))
            add_word(reader, keyed_hash(reader->key, reader->at, (gsize)(next - reader->at)));
        if (c == '\n')
            reader->line++;
        reader->at = next;
    }
}

WordList *
word_list_new(const HashKey *key, const char *text, gsize length)
{
    Reader reader = {.key = key,
                     .begin = text,
                     .at = text,
                     .end = text + length,
                     .words = g_array_sized_new(FALSE, FALSE, sizeof(Word), (guint)(length / 6))};
    while (reader.at < reader.end)
        read_next(&reader);
    WordList *list = g_new0(WordList, 1);
    list->length = reader.words->len;
    list->n_lines = reader.line + (length > 0 && text[length - 1] != '\n');
    list->words = (Word *)(void *)g_array_free(reader.words, FALSE);
    return list;
}

void
word_list_free(WordList *list)
{
    if (list == NULL)
        return;
    g_free(list->words);
    g_free(list);
}
