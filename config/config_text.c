/* config_text.c - see config_text.h. */
#include "config/config_text.h"

#include <string.h>

const char *
config_text_quotes(const char *text)
{
    static const struct {
        const char *open, *close;
    } pairs[] = {
        {"\"", "\""},
        {"'", "'"},
        {"`", "`"},
        {"\xe2\x80\x9c", "\xe2\x80\x9d"}, /* as word processors write them, in German, too ... */
        {"\xe2\x80\x98", "\xe2\x80\x99"},
        {"\xe2\x80\x9e", "\xe2\x80\x9c"},
        {"\xe2\x80\x9d", "\xe2\x80\x9d"},
        {"\xe2\x80\x9e", "\xe2\x80\x9d"},
        {"\xc2\xab", "\xc2\xbb"}, /* ... and French */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (strlen(text) >= strlen(pairs[i].open) + strlen(pairs[i].close) &&
            g_str_has_prefix(text, pairs[i].open) && g_str_has_suffix(text, pairs[i].close))
            return "has quotes around it, which would be part of it; take them out";
    return NULL;
}

static gboolean
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

const char *
config_text_comment(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if ((*p == '#' || *p == ';') && (p == text || is_blank(p[-1])) &&
            (p[1] == '\0' || is_blank(p[1])))
            return "has a comment behind it, which would be part of it; comments stand on lines of "
                   "their own";
    return NULL;
}

static gboolean
is_invisible(gunichar c)
{
    return c == 0x00a0 || c == 0x00ad || c == 0x202f || c == 0xfeff ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069);
}

char *
config_text_invisible(const char *text)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_find_next_char(p, NULL))
        if (is_invisible(g_utf8_get_char(p)))
            return g_strdup_printf("holds a character that cannot be seen (U+%04X); type it anew",
                                   g_utf8_get_char(p));
    return NULL;
}
