/* html_declaration.c - see html_declaration.h. Knows the syntax, not what is seen of it. */
#include "parsers/text/html_declaration.h"

#include "parsers/text/html_tree.h"

#include <stdlib.h>
#include <string.h>

void
html_declaration_squeeze(const char *style, char out[HTML_DECLARATION_BYTES])
{
    gsize length = 0;

    for (; *style != '\0' && length < HTML_DECLARATION_BYTES - 2; style++) {
        if (!g_ascii_isspace(*style))
            out[length++] = g_ascii_tolower(*style);
    }
    out[length++] = ';';
    out[length] = '\0';
}

const char *
html_declaration_of(const GumboNode *element, char out[HTML_DECLARATION_BYTES])
{
    const char *style = html_tree_attribute(element, "style");

    if (style == NULL)
        return "";
    html_declaration_squeeze(style, out);
    return out;
}

gboolean
html_declaration_is(const char *style, const char *declaration)
{
    gsize length = strlen(declaration);

    for (const char *p = style; (p = strstr(p, declaration)) != NULL; p++) {
        gboolean is_begin = p == style || p[-1] == ';';
        gboolean is_end = strchr(";!", p[length]) != NULL;
        if (is_begin && is_end)
            return TRUE;
    }
    return FALSE;
}

const char *
html_declaration_value(const char *style, const char *property)
{
    gsize length = strlen(property);

    for (const char *p = style; (p = strstr(p, property)) != NULL; p++) {
        if ((p == style || p[-1] == ';') && p[length] == ':')
            return p + length + 1;
    }
    return NULL;
}

/* "rrggbb" or "rgb". */
static gboolean
read_hex(const char *at, gint ret_parts[3])
{
    gint digits[6] = {0};
    guint n = 0;

    while (n < 6 && g_ascii_isxdigit(at[n])) {
        digits[n] = g_ascii_xdigit_value(at[n]);
        n++;
    }
    for (guint i = 0; i < 3 && n == 6; i++)
        ret_parts[i] = digits[2 * i] * 16 + digits[2 * i + 1];
    for (guint i = 0; i < 3 && n == 3; i++)
        ret_parts[i] = digits[i] * 17;
    return n == 3 || n == 6;
}

/* "r,g,b", perhaps with more behind it. */
static gboolean
read_decimals(const char *at, gint ret_parts[3])
{
    for (guint i = 0; i < 3; i++) {
        char *end = NULL;
        ret_parts[i] = (gint)CLAMP(strtol(at, &end, 10), 0, 255);
        if (end == at || (i < 2 && *end != ','))
            return FALSE;
        at = end + 1;
    }
    return TRUE;
}

static gboolean
read_name(const char *value, gint ret_parts[3])
{
    static const struct {
        const char *name;
        guint32 rgb;
    } names[] = {
        {"aqua", 0x00ffff},   {"black", 0x000000},   {"blue", 0x0000ff},    {"crimson", 0xdc143c},
        {"cyan", 0x00ffff},   {"darkred", 0x8b0000}, {"fuchsia", 0xff00ff}, {"gold", 0xffd700},
        {"gray", 0x808080},   {"green", 0x008000},   {"lime", 0x00ff00},    {"magenta", 0xff00ff},
        {"maroon", 0x800000}, {"navy", 0x000080},    {"olive", 0x808000},   {"orange", 0xffa500},
        {"purple", 0x800080}, {"red", 0xff0000},     {"silver", 0xc0c0c0},  {"teal", 0x008080},
        {"white", 0xffffff},  {"yellow", 0xffff00},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        gsize length = strlen(names[i].name);
        if (strncmp(value, names[i].name, length) != 0 || g_ascii_isalnum(value[length]))
            continue;
        for (guint part = 0; part < 3; part++)
            ret_parts[part] = (gint)(names[i].rgb >> (16 - 8 * part) & 0xff);
        return TRUE;
    }
    return FALSE;
}

gboolean
html_declaration_colour(const char *value, gint ret_parts[3])
{
    if (value[0] == '#')
        return read_hex(value + 1, ret_parts);
    if (g_str_has_prefix(value, "rgb("))
        return read_decimals(value + strlen("rgb("), ret_parts);
    if (g_str_has_prefix(value, "rgba("))
        return read_decimals(value + strlen("rgba("), ret_parts);
    return read_name(value, ret_parts);
}
