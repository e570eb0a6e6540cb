/* html_emphasis.c - see html_emphasis.h. set_off.c decides how the text shows it. */
#include "parsers/text/html_emphasis.h"

#include "parsers/text/html_declaration.h"
#include "parsers/text/html_tree.h"

#include <stdlib.h>
#include <string.h>

/* Parts of a colour go from 0 to 255. */
#define MIN_PEN_LIGHT 180
#define MIN_PEN_COLOUR 90
#define MIN_INK_COLOUR 100
/* For a dark ink that is nearly pure, such as dark green. */
#define MIN_PURE_COLOUR 45
#define MAX_GREY_COLOUR 20
#define MIN_GREY 120
#define MAX_GREY 215
/* Gmail's colour for a signature inside a quotation. */
#define SIGNATURE_GREY 0x88

#define LEAST_LARGE_FONT 4 /* <font size> */

#define LEAST_BOLD_WEIGHT 600
#define COLOUR_BITS (~(guint)(EMPHASIS_COLOUR - 1))
#define MAX_COLOUR_BYTES 40

/* The distance of a colour from grey. */
static gint
colourfulness(const gint parts[3])
{
    return MAX(MAX(parts[0], parts[1]), parts[2]) - MIN(MIN(parts[0], parts[1]), parts[2]);
}

/* A text colour that clearly differs from black: colourful, pure, or pale grey. */
static gboolean
is_ink(const gint parts[3])
{
    gint colour = colourfulness(parts);
    gint most = MAX(MAX(parts[0], parts[1]), parts[2]);

    if (colour <= MAX_GREY_COLOUR)
        return parts[0] >= MIN_GREY && parts[0] <= MAX_GREY && parts[0] != SIGNATURE_GREY;
    return colour >= MIN_INK_COLOUR || (colour >= MIN_PURE_COLOUR && colour * 10 >= most * 9);
}

/* A colour of a marker pen: neither grey nor pale. */
static gboolean
is_bright(const char *value)
{
    gint parts[3];

    return html_declaration_colour(value, parts) && colourfulness(parts) >= MIN_PEN_COLOUR &&
           MAX(MAX(parts[0], parts[1]), parts[2]) >= MIN_PEN_LIGHT;
}

static guint
with_ink(guint emphasis, const char *value)
{
    gint parts[3];

    if (!html_declaration_colour(value, parts))
        return emphasis;
    emphasis &= ~COLOUR_BITS;
    if (!is_ink(parts))
        return emphasis;
    return emphasis | (guint)(parts[0] << 16 | parts[1] << 8 | parts[2]) * EMPHASIS_COLOUR;
}

/* The attribute "color" of <font>, "bgcolor" of tables: a name, "#rrggbb" or "rrggbb". */
static void
read_attribute(const GumboNode *element, const char *name, char ret_colour[MAX_COLOUR_BYTES])
{
    const char *value = html_tree_attribute(element, name);
    gint parts[3];

    g_strlcpy(ret_colour, value == NULL ? "" : value, MAX_COLOUR_BYTES);
    for (char *p = ret_colour; *p != '\0'; p++)
        *p = g_ascii_tolower(*p);
    if (html_declaration_colour(ret_colour, parts) || strlen(ret_colour) != strlen("rrggbb"))
        return;
    memmove(ret_colour + 1, ret_colour, strlen("rrggbb") + 1);
    *ret_colour = '#';
}

static gboolean
is_senders_name(const GumboNode *element)
{
    const char *class = html_tree_attribute(element, "class");

    return class != NULL && strstr(class, "gmail_sendername") != NULL;
}

static guint
with_font_size(guint emphasis, const char *size)
{
    if (size == NULL)
        return emphasis;
    long n = strtol(size, NULL, 10);
    gboolean is_large = *size == '+' || n >= LEAST_LARGE_FONT;
    return is_large ? emphasis | EMPHASIS_LARGE : emphasis & ~(guint)EMPHASIS_LARGE;
}

static guint
of_tag(const GumboNode *element, guint emphasis)
{
    char colour[MAX_COLOUR_BYTES];

    switch ((int)element->v.element.tag) {
    case GUMBO_TAG_S:
    case GUMBO_TAG_STRIKE:
    case GUMBO_TAG_DEL:
        return emphasis | EMPHASIS_STRUCK;
    case GUMBO_TAG_MARK:
        return emphasis | EMPHASIS_HIGHLIGHTED;
    case GUMBO_TAG_B:
    case GUMBO_TAG_STRONG:
        return is_senders_name(element) ? emphasis : emphasis | EMPHASIS_BOLD;
    case GUMBO_TAG_U:
    case GUMBO_TAG_INS:
        return emphasis | EMPHASIS_UNDERLINED;
    case GUMBO_TAG_I:
    case GUMBO_TAG_EM:
        return emphasis | EMPHASIS_SLANTED;
    case GUMBO_TAG_FONT:
        read_attribute(element, "color", colour);
        return with_font_size(with_ink(emphasis, colour), html_tree_attribute(element, "size"));
    case GUMBO_TAG_BIG:
        return emphasis | EMPHASIS_LARGE;
    case GUMBO_TAG_TR:
    case GUMBO_TAG_TD:
        read_attribute(element, "bgcolor", colour);
        return is_bright(colour) ? emphasis | EMPHASIS_FILLED : emphasis;
    default:
        return emphasis;
    }
}

/* Adds the meaning of a bright colour behind the text of an element. */
static guint
background_of(const GumboNode *element, const char *style)
{
    switch ((int)element->v.element.tag) {
    case GUMBO_TAG_TR:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_P:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_PRE:
        return EMPHASIS_FILLED;
    case GUMBO_TAG_SPAN:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_B:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_I:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_U:
        break;
    default:
        return 0;
    }
    gboolean is_button = html_declaration_value(style, "padding") != NULL ||
                         html_declaration_value(style, "display") != NULL;
    return is_button ? 0 : EMPHASIS_HIGHLIGHTED;
}

static guint
with_decoration(guint emphasis, const char *value)
{
    gssize length = (gssize)strcspn(value, ";");

    if (g_strstr_len(value, length, "line-through") != NULL)
        emphasis |= EMPHASIS_STRUCK;
    if (g_strstr_len(value, length, "underline") != NULL)
        emphasis |= EMPHASIS_UNDERLINED;
    return emphasis;
}

static guint
with_weight(guint emphasis, const char *value)
{
    if (g_str_has_prefix(value, "bold") || strtol(value, NULL, 10) >= LEAST_BOLD_WEIGHT)
        return emphasis | EMPHASIS_BOLD;
    return g_str_has_prefix(value, "inherit") ? emphasis : emphasis & ~(guint)EMPHASIS_BOLD;
}

static guint
with_slant(guint emphasis, const char *value)
{
    if (g_str_has_prefix(value, "italic") || g_str_has_prefix(value, "oblique"))
        return emphasis | EMPHASIS_SLANTED;
    return g_str_has_prefix(value, "normal") ? emphasis & ~(guint)EMPHASIS_SLANTED : emphasis;
}

/* "20.0pt", "1.5em", "150%", "large" */
static guint
with_size(guint emphasis, const char *value)
{
    static const struct {
        const char *unit;
        double least; /* from here on it is large */
    } units[] = {{"px", 18}, {"pt", 14}, {"em", 1.3}, {"rem", 1.3}, {"%", 130}};
    char *end = NULL;
    double n = g_ascii_strtod(value, &end);

    for (gsize i = 0; end != value && i < G_N_ELEMENTS(units); i++) {
        if (g_str_has_prefix(end, units[i].unit))
            return n >= units[i].least ? emphasis | EMPHASIS_LARGE
                                       : emphasis & ~(guint)EMPHASIS_LARGE;
    }
    if (g_str_has_prefix(value, "large") || g_str_has_prefix(value, "x-large") ||
        g_str_has_prefix(value, "xx-large") || g_str_has_prefix(value, "xxx-large"))
        return emphasis | EMPHASIS_LARGE;
    return g_str_has_prefix(value, "inherit") ? emphasis : emphasis & ~(guint)EMPHASIS_LARGE;
}

/* A border on all four sides is a box drawn by a person; programs only draw lines above or beside
 * quotations. */
static guint
with_border(const GumboNode *element, guint emphasis, const char *value)
{
    GumboTag tag = element->v.element.tag;
    gsize length = strcspn(value, ";");
    gboolean is_text = tag == GUMBO_TAG_SPAN || tag == GUMBO_TAG_P || tag == GUMBO_TAG_LI;

    if (!is_text || *value == '0' || g_strstr_len(value, (gssize)length, "none") != NULL ||
        g_strstr_len(value, (gssize)length, "solid") == NULL)
        return emphasis;
    return emphasis | EMPHASIS_FILLED;
}

typedef enum {
    PROPERTY_NONE,
    PROPERTY_INK,
    PROPERTY_WEIGHT,
    PROPERTY_SLANT,
    PROPERTY_DECORATION,
    PROPERTY_BACKGROUND,
    PROPERTY_SIZE,
    PROPERTY_BORDER,
} Property;

static Property
property_of(const char *name, gsize length)
{
    static const struct {
        const char *name;
        gsize length;
        Property property;
    } properties[] = {
#define NAME(name) name, sizeof(name) - 1
        {NAME("color"), PROPERTY_INK},
        {NAME("font-weight"), PROPERTY_WEIGHT},
        {NAME("font-style"), PROPERTY_SLANT},
        {NAME("text-decoration"), PROPERTY_DECORATION},
        {NAME("text-decoration-line"), PROPERTY_DECORATION},
        {NAME("background"), PROPERTY_BACKGROUND},
        {NAME("background-color"), PROPERTY_BACKGROUND},
        {NAME("mso-highlight"), PROPERTY_BACKGROUND},
        {NAME("font-size"), PROPERTY_SIZE},
        {NAME("border"), PROPERTY_BORDER},
#undef NAME
    };

    for (gsize i = 0; i < G_N_ELEMENTS(properties); i++) {
        if (properties[i].length == length && memcmp(name, properties[i].name, length) == 0)
            return properties[i].property;
    }
    return PROPERTY_NONE;
}

/* Applies one declaration of a squeezed style; `length` is that of the property's name. */
static guint
with_declaration(const GumboNode *element, const char *style, const char *name, gsize length,
                 guint emphasis)
{
    const char *value = name + length + 1;

    switch (property_of(name, length)) {
    case PROPERTY_INK:
        return with_ink(emphasis, value);
    case PROPERTY_WEIGHT:
        return with_weight(emphasis, value);
    case PROPERTY_SLANT:
        return with_slant(emphasis, value);
    case PROPERTY_DECORATION:
        return with_decoration(emphasis, value);
    case PROPERTY_BACKGROUND:
        return is_bright(value) ? emphasis | background_of(element, style) : emphasis;
    case PROPERTY_SIZE:
        return with_size(emphasis, value);
    case PROPERTY_BORDER:
        return with_border(element, emphasis, value);
    case PROPERTY_NONE:
        break;
    }
    return emphasis;
}

static guint
of_style(const GumboNode *element, const char *style, guint emphasis)
{
    for (const char *at = style; *at != '\0';) {
        gsize name = strcspn(at, ":;");
        if (at[name] == ':')
            emphasis = with_declaration(element, style, at, name, emphasis);
        at = at + name + strcspn(at + name, ";");
        at += *at == ';';
    }
    return emphasis;
}

guint
html_emphasis_of(const GumboNode *element, const char *style, guint outer)
{
    guint emphasis = of_style(element, style, of_tag(element, outer));

    if (element->v.element.tag == GUMBO_TAG_A && html_tree_attribute(element, "href") != NULL)
        emphasis |= EMPHASIS_LINK;
    return emphasis & EMPHASIS_LINK ? emphasis & ~(COLOUR_BITS | EMPHASIS_UNDERLINED) : emphasis;
}
