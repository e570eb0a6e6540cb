/* encoded_word.c - see encoded_word.h.
 *
 * Decides where a word begins and ends. Does not know the syntax of fields. */
#include "parsers/header/encoded_word.h"

#include "parsers/encoding/base64_loose.h"
#include "parsers/encoding/charset.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_CHARSET_BYTES 64

typedef struct {
    char charset[MAX_CHARSET_BYTES + 1];
    char encoding; /* 'b' or 'q' */
    const char *text;
    gsize length;
    const char *end; /* after "?=" */
} Word;

/* Results of earlier searches: the work stays proportional to the length of the field. */
typedef struct {
    gboolean has_no_end;        /* no "?=" is left in the field */
    const char *hopeless_until; /* no word begins before this */
} Search;

/* What to do with the text of a run, and with the text between runs. */
typedef struct {
    GString *out;
    const char *fallback;
    gboolean is_unified;
    Search search;
} Sink;

/* ---- one word ---- */

static gboolean
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The end of a word's text. If "?=" is missing and no white space follows, the field was cut: the
 * word ends where the field ends. */
static const char *
find_text_end(Search *search, const char *text, const char **ret_word_end)
{
    const char *end = search->has_no_end ? NULL : strstr(text, "?=");

    if (end != NULL) {
        *ret_word_end = end + 2;
        return end;
    }
    search->has_no_end = TRUE;
    if (text < search->hopeless_until)
        return NULL;
    end = text + strcspn(text, " \t\r\n\"<>()");
    *ret_word_end = end;
    if (end[strspn(end, " \t\r\n")] == '\0' && end > text)
        return end;
    search->hopeless_until = end;
    return NULL;
}

/* Reads the word at `p` ("=?charset*language?b?text?="). */
static gboolean
read_word(Search *search, const char *p, Word *ret_word)
{
    if (p[0] != '=' || p[1] != '?')
        return FALSE;
    p += 2;
    gsize length = strcspn(p, "?* \t\r\n");
    if (length == 0 || length > MAX_CHARSET_BYTES)
        return FALSE;
    memcpy(ret_word->charset, p, length);
    ret_word->charset[length] = '\0';
    p += length;
    if (*p == '*')
        p += strcspn(p, "? \t\r\n");
    if (p[0] != '?' || p[1] == '\0' || p[2] != '?')
        return FALSE;
    ret_word->encoding = g_ascii_tolower(p[1]);
    if (ret_word->encoding != 'b' && ret_word->encoding != 'q')
        return FALSE;
    ret_word->text = p + 3;
    const char *end = find_text_end(search, ret_word->text, &ret_word->end);
    if (end == NULL)
        return FALSE;
    ret_word->length = (gsize)(end - ret_word->text);
    return TRUE;
}

static void
decode_q(const char *text, gsize length, GString *bytes)
{
    for (gsize i = 0; i < length; i++) {
        if (text[i] == '=' && i + 2 < length && g_ascii_isxdigit(text[i + 1]) &&
            g_ascii_isxdigit(text[i + 2])) {
            int value = g_ascii_xdigit_value(text[i + 1]) * 16 + g_ascii_xdigit_value(text[i + 2]);
            g_string_append_c(bytes, (char)value);
            i += 2;
        } else if (text[i] == '\r' || text[i] == '\n') {
            continue;
        } else {
            g_string_append_c(bytes, text[i] == '_' ? ' ' : text[i]);
        }
    }
}

static void
decode_word(const Word *word, GString *bytes)
{
    if (word->encoding == 'b')
        base64_loose_decode(word->text, word->length, bytes);
    else
        decode_q(word->text, word->length, bytes);
}

/* ---- a field ---- */

static const char *
skip_space(const char *p)
{
    while (is_space(*p))
        p++;
    return p;
}

static void
put_run(Sink *sink, const GString *utf8)
{
    g_autofree char *clean = text_clean(utf8->str, utf8->len);

    if (!sink->is_unified) {
        g_string_append(sink->out, clean);
        return;
    }
    g_autofree char *line = g_strdelimit(g_steal_pointer(&clean), "\n\t", ' ');
    g_autofree char *base64 = g_base64_encode((const guchar *)line, strlen(line));
    g_string_append_printf(sink->out, "=?utf-8?B?%s?=", base64);
}

static void
flush_charset(Sink *sink, const char *charset, GString *bytes, GString *utf8)
{
    g_autoptr(GString) text = NULL;

    if (bytes->len == 0)
        return;
    text = charset_to_utf8(charset, bytes->str, bytes->len, sink->fallback);
    g_string_append_len(utf8, text->str, (gssize)text->len);
    g_string_truncate(bytes, 0);
}

/* The run of words that begins with `word`; returns its end. */
static const char *
read_run(Sink *sink, const Word *first)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autoptr(GString) utf8 = g_string_new(NULL);
    Word word = *first, next;

    decode_word(&word, bytes);
    while (read_word(&sink->search, skip_space(word.end), &next)) {
        if (g_ascii_strcasecmp(word.charset, next.charset) != 0)
            flush_charset(sink, word.charset, bytes, utf8);
        decode_word(&next, bytes);
        word = next;
    }
    flush_charset(sink, word.charset, bytes, utf8);
    put_run(sink, utf8);
    return word.end;
}

static void
put_plain(Sink *sink, const char *text, gsize length)
{
    g_autoptr(GString) utf8 = NULL;

    if (length == 0)
        return;
    utf8 = charset_to_utf8(NULL, text, length, sink->fallback);
    g_string_append_len(sink->out, utf8->str, (gssize)utf8->len);
}

static char *
read_field(const char *raw, const char *fallback, gboolean is_unified)
{
    Sink sink = {.out = g_string_new(NULL), .fallback = fallback, .is_unified = is_unified};
    const char *plain = raw;
    Word word;

    for (const char *p = strstr(raw, "=?"); p != NULL; p = strstr(p, "=?")) {
        if (!read_word(&sink.search, p, &word)) {
            p += 2;
            continue;
        }
        put_plain(&sink, plain, (gsize)(p - plain));
        plain = p = read_run(&sink, &word);
    }
    put_plain(&sink, plain, strlen(plain));
    return g_string_free(sink.out, FALSE);
}

char *
encoded_word_decode(const char *raw, const char *fallback)
{
    return read_field(raw, fallback, FALSE);
}

char *
encoded_word_unify(const char *raw, const char *fallback)
{
    return read_field(raw, fallback, TRUE);
}
