/* text_clean.c - see text_clean.h. Every string of a Letter is cleaned here. */
#include "parsers/text/text_clean.h"

#include <string.h>

#define BYTE_ORDER_MARK 0xFEFF

static gboolean
is_plain_ascii(guchar c)
{
    return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t';
}

static void
append_clean_char(GString *clean, gunichar c, const char *bytes, gssize length)
{
    if (c == '\r')
        return;
    if (c == 0x2028 || c == 0x2029 || c == 0x0b || c == 0x0c)
        g_string_append_c(clean, '\n');
    else if (!g_unichar_iscntrl(c) && c != BYTE_ORDER_MARK)
        g_string_append_len(clean, bytes, length);
}

char *
text_clean(const char *text, gsize length)
{
    if (length == 0)
        return g_strdup(""); /* GMime has NULL for no octets */
    g_autoptr(GString) clean = g_string_sized_new(length + 1);
    const char *end = text + length;

    while (text < end) {
        const char *run = text;
        while (run < end && is_plain_ascii((guchar)*run))
            run++;
        g_string_append_len(clean, text, run - text);
        text = run;
        if (text == end)
            break;
        gunichar c = g_utf8_get_char_validated(text, end - text);
        if (*text == '\0') {
            text++;
        } else if (*text == '\r' && (text + 1 == end || text[1] != '\n')) {
            g_string_append_c(clean, '\n'); /* the line end of old Macintosh mail */
            text++;
        } else if (c == (gunichar)-1 || c == (gunichar)-2) {
            g_string_append(clean, "\357\277\275");
            text++;
        } else {
            const char *next = text_next_char(text);
            append_clean_char(clean, c, text, next - text);
            text = next;
        }
    }
    return g_string_free(g_steal_pointer(&clean), FALSE);
}

char *
text_casefold(const char *text, gssize length)
{
    gsize end = length < 0 ? strlen(text) : strnlen(text, (gsize)length);
    guint8 all = 0;

    for (gsize i = 0; i < end; i++)
        all |= (guint8)text[i];
    return all < 0x80 ? g_ascii_strdown(text, (gssize)end) : g_utf8_casefold(text, (gssize)end);
}

gboolean
text_is_one_of(const char *word, const char *const *words, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (strcmp(word, words[i]) == 0)
            return TRUE;
    }
    return FALSE;
}

gsize
text_prefix_length(const char *text, gsize max_bytes)
{
    gsize length = strnlen(text, max_bytes + 1);

    if (length <= max_bytes)
        return length;
    length = max_bytes;
    while (length > 0 && ((guchar)text[length] & 0xC0) == 0x80)
        length--;
    return length;
}

char *
text_clean_line(const char *text, gsize max_bytes)
{
    g_autofree char *clean = text_clean(text, strlen(text));
    g_autoptr(GString) line = g_string_sized_new(strlen(clean) + 1);
    gboolean is_pending = FALSE;

    for (const char *p = clean; *p != '\0'; p = text_next_char(p)) {
        if (g_unichar_isspace(g_utf8_get_char(p))) {
            is_pending = line->len > 0;
            continue;
        }
        if (is_pending)
            g_string_append_c(line, ' ');
        is_pending = FALSE;
        g_string_append_len(line, p, text_next_char(p) - p);
    }
    g_string_truncate(line, text_prefix_length(line->str, max_bytes));
    return g_string_free(g_steal_pointer(&line), FALSE);
}

gboolean
text_is_trick(gunichar c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200B ||
           (c >= 0x2060 && c <= 0x2064) || c == 0x00AD || c == BYTE_ORDER_MARK ||
           (c >= 0xE0000 && c <= 0xE007F);
}

char *
text_without_tricks(const char *line)
{
    GString *plain = g_string_sized_new(strlen(line) + 1);

    for (const char *p = line; *p != '\0'; p = text_next_char(p)) {
        if (!text_is_trick(g_utf8_get_char(p)))
            g_string_append_len(plain, p, text_next_char(p) - p);
    }
    return g_string_free(plain, FALSE);
}
