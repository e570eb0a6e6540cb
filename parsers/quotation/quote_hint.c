/* quote_hint.c - see quote_hint.h. Only a hint: no text is taken from the HTML part. */
#include "parsers/quotation/quote_hint.h"

#include "parsers/text/text_clean.h"

#include <string.h>

/* This many letters are enough to identify a passage. */
#define NEEDLE_BYTES 48
#define MIN_NEEDLE_BYTES 12

/* The letters and digits of a text, and the offset of each of their octets. */
typedef struct {
    GString *letters;
    GArray *offsets; /* of gsize */
} LetterStream;

static void
stream_init(LetterStream *stream, const char *text, gsize start)
{
    stream->letters = g_string_new(NULL);
    stream->offsets = g_array_new(FALSE, FALSE, sizeof(gsize));
    for (const char *p = text + start; *p != '\0'; p = text_next_char(p)) {
        if (!g_unichar_isalnum(g_utf8_get_char(p)))
            continue;
        for (const char *octet = p; octet < text_next_char(p); octet++) {
            gsize offset = (gsize)(octet - text);
            g_array_append_val(stream->offsets, offset);
            g_string_append_c(stream->letters, *octet);
        }
    }
}

static void
stream_clear(LetterStream *stream)
{
    g_string_free(stream->letters, TRUE);
    g_array_unref(stream->offsets);
}

/* The first of the letters at or after octet `offset` of the text. */
static gsize
stream_index(const LetterStream *stream, gsize offset)
{
    gsize low = 0, high = stream->letters->len;

    while (low < high) {
        gsize middle = low + (high - low) / 2;
        if (g_array_index(stream->offsets, gsize, middle) < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static gsize
stream_offset(const LetterStream *stream, gsize index)
{
    return g_array_index(stream->offsets, gsize, index);
}

/* Finds `length` letters of `html` from `at` on in `plain`, from `from` on. */
static gboolean
find_letters(const LetterStream *plain, gsize from, const char *letters, gsize length,
             gsize *ret_at)
{
    const char *found =
        memmem(plain->letters->str + from, plain->letters->len - from, letters, length);

    if (found == NULL)
        return FALSE;
    *ret_at = (gsize)(found - plain->letters->str);
    return TRUE;
}

/* The beginning of the line, if there are only marks between it and `offset`. */
static gsize
begin_of_line(const char *text, gsize offset)
{
    gsize begin = offset;

    while (begin > 0 && text[begin - 1] != '\n') {
        begin--;
        if (g_ascii_isalnum(text[begin]) || (guchar)text[begin] >= 0x80)
            return offset;
    }
    return begin;
}

/* Whether the letters above the first quotation are the same in both: then it begins there, even if
 * its first words differ. */
static gboolean
has_same_above(const LetterStream *plain, const LetterStream *html, gsize begin)
{
    return begin > 0 && plain->letters->len > begin &&
           memcmp(plain->letters->str, html->letters->str, begin) == 0;
}

typedef struct {
    gsize begin;
    gsize end;
} Passage;

/* The passage of the plain text that has the letters of the `quoted` one of `html`. */
static gboolean
find_passage(const LetterStream *plain, const LetterStream *html, const Passage *quoted,
             gsize *inout_from, gsize *ret_end)
{
    gsize begin = quoted->begin, end = quoted->end;
    gsize length = MIN(end - begin, (gsize)NEEDLE_BYTES);
    gsize first = 0, last = 0;

    if (*inout_from == 0 && has_same_above(plain, html, begin))
        first = begin;
    else if (length < MIN_NEEDLE_BYTES ||
             !find_letters(plain, *inout_from, html->letters->str + begin, length, &first))
        return FALSE;
    *inout_from = first;
    *ret_end = plain->letters->len;
    if (end == html->letters->len)
        return TRUE;
    if (length == 0 ||
        !find_letters(plain, first, html->letters->str + end - length, length, &last))
        return FALSE;
    *ret_end = last + length;
    return TRUE;
}

void
quote_hint_add(const char *text, gsize start, const HtmlText *html, GArray *ranges)
{
    LetterStream plain, other;
    gsize from = 0, last = 0;

    if (html->quotes->len == 0)
        return;
    stream_init(&plain, text, start);
    stream_init(&other, html->text, 0);
    for (guint i = 0; i < html->quotes->len; i++) {
        const HtmlQuote *quote = &g_array_index(html->quotes, HtmlQuote, i);
        Passage quoted = {.begin = stream_index(&other, quote->begin),
                          .end = stream_index(&other, quote->end)};
        if (!find_passage(&plain, &other, &quoted, &from, &last))
            continue;
        QuotedRange range = {.begin = begin_of_line(text, stream_offset(&plain, from)),
                             .end = last < plain.letters->len ? stream_offset(&plain, last - 1) + 1
                                                              : strlen(text),
                             .is_rest = quote->is_rest,
                             .is_hint = TRUE};
        g_array_append_val(ranges, range);
        from = last;
    }
    stream_clear(&plain);
    stream_clear(&other);
}
