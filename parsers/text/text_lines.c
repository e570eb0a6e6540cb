/* text_lines.c - splits a text into lines and makes them comparable.
 *
 * Does not know what a line means.
 */
#include "parsers/text/text_lines.h"

#include "parsers/text/text_clean.h"

#include <string.h>

/* Lines are compared up to this length, so very long lines do not cost too much. */
#define MAX_PLAIN_BYTES 1000

static gboolean
is_unseen(gunichar c)
{
    if (c < 0x80)
        return FALSE;
    return g_unichar_type(c) == G_UNICODE_FORMAT || c == 0x034F || c == 0x115F;
}

/* g_unichar_isspace(), without a call for ASCII. */
static gboolean
is_space(gunichar c)
{
    return c < 0x80 ? g_ascii_isspace((char)c) : g_unichar_isspace(c);
}

/* g_utf8_get_char(), without a call for ASCII. */
static gunichar
char_at(const char *at)
{
    return (guchar)*at < 0x80 ? (guchar)*at : g_utf8_get_char(at);
}

/* Skips "> > " at `text` and counts the signs. A ">" after text does not count, and neither does
 * "->" */
static const char *
skip_quote_prefix(const char *text, const char *end, guint *ret_depth)
{
    const char *p = text;

    *ret_depth = 0;
    while (p < end) {
        gunichar c = char_at(p);
        if (c == '>' || c == 0xFF1E)
            (*ret_depth)++;
        else if (!is_space(c) && !is_unseen(c))
            break;
        p = text_next_char(p);
    }
    return p;
}

static char *
plain_new(const char *text, const char *end)
{
    g_autoptr(GString) plain = g_string_sized_new(MIN((gsize)(end - text), MAX_PLAIN_BYTES) + 1);
    gboolean is_pending = FALSE;

    for (const char *p = text; p < end && plain->len < MAX_PLAIN_BYTES; p = text_next_char(p)) {
        gunichar c = char_at(p);
        if (is_space(c)) {
            is_pending = plain->len > 0;
        } else if (c != '*' && !is_unseen(c)) {
            if (is_pending)
                g_string_append_c(plain, ' ');
            is_pending = FALSE;
            if (c < 0x80)
                g_string_append_c(plain, (char)c);
            else
                g_string_append_unichar(plain, c);
        }
    }
    return g_string_free(g_steal_pointer(&plain), FALSE);
}

static void
line_clear(gpointer data)
{
    TextLine *line = data;

    g_free(line->plain);
}

TextLines *
text_lines_new(const char *text)
{
    TextLines *lines = g_new0(TextLines, 1);

    lines->text = text;
    lines->lines = g_array_new(FALSE, TRUE, sizeof(TextLine));
    g_array_set_clear_func(lines->lines, line_clear);
    for (const char *p = text; *p != '\0';) {
        const char *end = strchrnul(p, '\n');
        TextLine line = {.begin = (gsize)(p - text), .end = (gsize)(end - text)};
        const char *rest = skip_quote_prefix(p, end, &line.quote_depth);
        line.plain = plain_new(rest, end);
        g_array_append_val(lines->lines, line);
        p = *end == '\n' ? end + 1 : end;
    }
    return lines;
}

void
text_lines_free(TextLines *lines)
{
    g_array_unref(lines->lines);
    g_free(lines);
}

const TextLine *
text_lines_at(const TextLines *lines, guint at)
{
    g_assert(at < lines->lines->len);
    return &g_array_index(lines->lines, TextLine, at);
}

gboolean
text_lines_is_blank(const TextLines *lines, guint at)
{
    return *text_lines_at(lines, at)->plain == '\0';
}

guint
text_lines_skip_blank(const TextLines *lines, guint at)
{
    while (at < text_lines_count(lines) && text_lines_is_blank(lines, at))
        at++;
    return at;
}

char *
text_lines_slice(const TextLines *lines, guint from, guint to)
{
    while (from < to && text_lines_is_blank(lines, from))
        from++;
    while (to > from && text_lines_is_blank(lines, to - 1))
        to--;
    if (from >= to)
        return g_strdup("");
    gsize begin = text_lines_at(lines, from)->begin;
    return g_strchomp(g_strndup(lines->text + begin, text_lines_at(lines, to - 1)->end - begin));
}

gsize
text_lines_offset(const TextLines *lines, guint at, gsize plain_offset)
{
    const TextLine *line = text_lines_at(lines, at);
    const char *plain = line->plain;
    const char *end = lines->text + line->end;
    guint depth;
    guint n = 0;

    if (plain_offset == 0)
        return line->begin;
    for (const char *p = plain; p < plain + plain_offset && *p != '\0'; p = text_next_char(p))
        n += *p != ' ' ? 1 : 0;
    const char *p = skip_quote_prefix(lines->text + line->begin, end, &depth);
    for (; p < end; p = text_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c) || c == '*' || is_unseen(c))
            continue;
        if (n-- == 0)
            break;
    }
    return (gsize)(p - lines->text);
}

guint
text_lines_find(const TextLines *lines, gsize offset)
{
    guint low = 0, high = text_lines_count(lines);

    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (text_lines_at(lines, middle)->begin <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}
