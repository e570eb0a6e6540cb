/* html_declaration.c - see html_declaration.h. Knows the syntax, not the effect. */
#include "parsers/text/html_declaration.h"

#include "parsers/text/html_tree.h"

#include <stdlib.h>
#include <string.h>

void
html_declaration_squeeze(const char *style, char out[HTML_DECLARATION_BYTES])
{
    gsize length = 0;

    guint n_open = 0;
    for (; *style != '\0' && length < HTML_DECLARATION_BYTES - 2; style++) {
        n_open = *style == '(' ? n_open + 1 : *style == ')' && n_open > 0 ? n_open - 1 : n_open;
        gboolean is_between = n_open > 0 && length > 0 && g_ascii_isspace(style[0]) &&
                              g_ascii_isdigit(style[1]) &&
                              (g_ascii_isdigit(out[length - 1]) || out[length - 1] == '%');
        if (is_between)
            out[length++] = ',';
        else if (!g_ascii_isspace(*style))
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

/* Reads three numbers with commas between them; more may follow. Percentages are of `whole`. */
static gboolean
read_numbers(const char *at, double whole, double ret_numbers[3])
{
    for (guint i = 0; i < 3; i++) {
        char *end = NULL;
        ret_numbers[i] = g_ascii_strtod(at, &end);
        if (end == at)
            return FALSE;
        if (*end == '%')
            ret_numbers[i] *= whole / 100;
        end += *end == '%' || g_str_has_prefix(end, "deg") ? strcspn(end, ",);") : 0;
        if (i < 2 && *end != ',')
            return FALSE;
        at = end + 1;
    }
    return TRUE;
}

/* "r,g,b" */
static gboolean
read_rgb(const char *at, gint ret_parts[3])
{
    double numbers[3];

    if (!read_numbers(at, 255, numbers))
        return FALSE;
    for (guint i = 0; i < 3; i++)
        ret_parts[i] = (gint)(CLAMP(numbers[i], 0, 255) + 0.5);
    return TRUE;
}

/* "hue,saturation%,lightness%" */
static gboolean
read_hsl(const char *at, gint ret_parts[3])
{
    double numbers[3];

    if (!read_numbers(at, 1, numbers) || !(numbers[0] >= -3600 && numbers[0] <= 3600))
        return FALSE;
    double saturation = CLAMP(numbers[1], 0, 1), light = CLAMP(numbers[2], 0, 1);
    double reach = saturation * MIN(light, 1 - light);
    for (guint i = 0; i < 3; i++) { /* the formula of CSS Color 4, section 7.1 */
        double k = (i == 0 ? 0 : i == 1 ? 8 : 4) + numbers[0] / 30;
        while (k >= 12)
            k -= 12;
        while (k < 0)
            k += 12;
        double share = MAX(-1, MIN(MIN(k - 3, 9 - k), 1));
        ret_parts[i] = (gint)(255 * (light - reach * share) + 0.5);
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
        {"aqua", 0x00ffff},        {"black", 0x000000},       {"blue", 0x0000ff},
        {"brown", 0xa52a2a},       {"chartreuse", 0x7fff00},  {"chocolate", 0xd2691e},
        {"coral", 0xff7f50},       {"crimson", 0xdc143c},     {"cyan", 0x00ffff},
        {"darkblue", 0x00008b},    {"darkcyan", 0x008b8b},    {"darkgray", 0xa9a9a9},
        {"darkgreen", 0x006400},   {"darkgrey", 0xa9a9a9},    {"darkmagenta", 0x8b008b},
        {"darkorange", 0xff8c00},  {"darkred", 0x8b0000},     {"darkviolet", 0x9400d3},
        {"deeppink", 0xff1493},    {"deepskyblue", 0x00bfff}, {"dimgray", 0x696969},
        {"dimgrey", 0x696969},     {"dodgerblue", 0x1e90ff},  {"firebrick", 0xb22222},
        {"forestgreen", 0x228b22}, {"fuchsia", 0xff00ff},     {"gold", 0xffd700},
        {"goldenrod", 0xdaa520},   {"gray", 0x808080},        {"green", 0x008000},
        {"greenyellow", 0xadff2f}, {"grey", 0x808080},        {"hotpink", 0xff69b4},
        {"indigo", 0x4b0082},      {"khaki", 0xf0e68c},       {"lawngreen", 0x7cfc00},
        {"lightblue", 0xadd8e6},   {"lightgray", 0xd3d3d3},   {"lightgreen", 0x90ee90},
        {"lightgrey", 0xd3d3d3},   {"lightyellow", 0xffffe0}, {"lime", 0x00ff00},
        {"limegreen", 0x32cd32},   {"magenta", 0xff00ff},     {"maroon", 0x800000},
        {"mediumblue", 0x0000cd},  {"navy", 0x000080},        {"olive", 0x808000},
        {"orange", 0xffa500},      {"orangered", 0xff4500},   {"palegreen", 0x98fb98},
        {"pink", 0xffc0cb},        {"purple", 0x800080},      {"red", 0xff0000},
        {"royalblue", 0x4169e1},   {"salmon", 0xfa8072},      {"seagreen", 0x2e8b57},
        {"silver", 0xc0c0c0},      {"skyblue", 0x87ceeb},     {"springgreen", 0x00ff7f},
        {"steelblue", 0x4682b4},   {"teal", 0x008080},        {"tomato", 0xff6347},
        {"turquoise", 0x40e0d0},   {"violet", 0xee82ee},      {"white", 0xffffff},
        {"yellow", 0xffff00},      {"yellowgreen", 0x9acd32},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        gsize length = strlen(names[i].name);
        if (*value != *names[i].name || strncmp(value, names[i].name, length) != 0 ||
            g_ascii_isalnum(value[length]))
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
    if (g_str_has_prefix(
            value, "var(")) /* the style sheet is not read, so use the colour after the comma */
        value += strcspn(value, ",;") + (value[strcspn(value, ",;")] == ',');
    if (value[0] == '#')
        return read_hex(value + 1, ret_parts);
    if (g_str_has_prefix(value, "rgb(") || g_str_has_prefix(value, "rgba("))
        return read_rgb(strchr(value, '(') + 1, ret_parts);
    if (g_str_has_prefix(value, "hsl(") || g_str_has_prefix(value, "hsla("))
        return read_hsl(strchr(value, '(') + 1, ret_parts);
    return read_name(value, ret_parts);
}
