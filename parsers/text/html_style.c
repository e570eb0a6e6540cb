/* html_style.c - what an element looks like.
 *
 * Knows tags and the few declarations of style attributes that decide whether text is seen and
 * whether paragraphs have room between them. Refuses to know style sheets.
 */
#include "parsers/text/html_style.h"

#include "parsers/text/html_tree.h"

#include <stdlib.h>
#include <string.h>

#define MAX_STYLE_BYTES 4096
#define MAX_CELL_NODES 200

/* Of 255 parts. */
#define MIN_PEN_LIGHT 180
#define MIN_PEN_COLOUR 90

typedef struct {
    GumboTag tag;
    HtmlShape shape;
} TagShape;

static const TagShape shapes[] = {
    {GUMBO_TAG_P, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_H1, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_H2, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_H3, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_H4, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_H5, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_H6, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_PRE, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_DL, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_BLOCKQUOTE, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_UL, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_OL, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_FIGURE, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_LISTING, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_PLAINTEXT, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_XMP, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_HTML, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_BODY, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_DIV, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_TABLE, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_TBODY, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_THEAD, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_TFOOT, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_TR, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_TD, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_TH, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_CAPTION, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_LI, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_DT, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_DD, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_CENTER, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_ADDRESS, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_ARTICLE, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_SECTION, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_ASIDE, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_HEADER, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_FOOTER, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_NAV, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_MAIN, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_FORM, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_FIELDSET, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_LEGEND, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_DETAILS, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_SUMMARY, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_FIGCAPTION, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_HR, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_DIR, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_MENU, HTML_SHAPE_PARAGRAPH},
    {GUMBO_TAG_OPTION, HTML_SHAPE_BLOCK},
    {GUMBO_TAG_HEAD, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_STYLE, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_SCRIPT, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_TITLE, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_NOSCRIPT, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_TEMPLATE, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_SVG, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_IFRAME, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_AUDIO, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_VIDEO, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_CANVAS, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_MATH, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_NOFRAMES, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_APPLET, HTML_SHAPE_DROPPED},
};

static HtmlShape
tag_shape(GumboTag tag)
{
    for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
        if (shapes[i].tag == tag)
            return shapes[i].shape;
    }
    return HTML_SHAPE_INLINE;
}

/* A style attribute in lower case without white space, in `out`. */
static void
squeeze_style(const char *style, char out[MAX_STYLE_BYTES])
{
    gsize length = 0;

    for (; *style != '\0' && length < MAX_STYLE_BYTES - 2; style++) {
        if (!g_ascii_isspace(*style))
            out[length++] = g_ascii_tolower(*style);
    }
    out[length++] = ';';
    out[length] = '\0';
}

/* Whether the squeezed style holds the declaration, not as the tail of another property's name. */
static gboolean
declares(const char *style, const char *declaration)
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

static gboolean
is_hidden(const GumboNode *element, const char *style)
{
    static const char *const hiding[] = {"display:none", "visibility:hidden", "opacity:0",
                                         "max-height:0", "max-height:0px"};

    if (html_tree_attribute(element, "hidden") != NULL)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(hiding); i++) {
        if (declares(style, hiding[i]))
            return TRUE;
    }
    return FALSE;
}

/* Outlook writes each line as a paragraph without margins and an empty one where it wants room. */
static gboolean
is_tight(const GumboNode *element, const char *style)
{
    static const char *const tight[] = {"margin:0",
                                        "margin:0px",
                                        "margin:0in",
                                        "margin:0cm",
                                        "margin-bottom:0",
                                        "margin-bottom:0px",
                                        "margin-bottom:0in",
                                        "margin:0cm0cm0pt",
                                        "margin:0in0in0pt",
                                        "margin-bottom:.0001pt",
                                        "margin:0cm0cm0.0001pt"};
    const char *class = html_tree_attribute(element, "class");

    if (element->v.element.tag != GUMBO_TAG_P)
        return FALSE;
    if (class != NULL && g_str_has_prefix(class, "Mso"))
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(tight); i++) {
        if (declares(style, tight[i]))
            return TRUE;
    }
    return FALSE;
}

HtmlShape
html_style_shape(const GumboNode *element)
{
    HtmlShape shape = tag_shape(element->v.element.tag);
    const char *attribute = html_tree_attribute(element, "style");
    char style[MAX_STYLE_BYTES];

    if (shape == HTML_SHAPE_DROPPED)
        return shape;
    squeeze_style(attribute == NULL ? "" : attribute, style);
    if (is_hidden(element, style))
        return HTML_SHAPE_DROPPED;
    return is_tight(element, style) ? HTML_SHAPE_BLOCK : shape;
}

/* The value of a property in the squeezed style, up to its ';', or NULL. */
static const char *
declared_value(const char *style, const char *property)
{
    gsize length = strlen(property);

    for (const char *p = style; (p = strstr(p, property)) != NULL; p++) {
        if ((p == style || p[-1] == ';') && p[length] == ':')
            return p + length + 1;
    }
    return NULL;
}

gboolean
html_style_is_struck(const GumboNode *element)
{
    static const char *const properties[] = {"text-decoration", "text-decoration-line"};
    GumboTag tag = element->v.element.tag;
    char style[MAX_STYLE_BYTES];

    if (tag == GUMBO_TAG_S || tag == GUMBO_TAG_STRIKE || tag == GUMBO_TAG_DEL)
        return TRUE;
    const char *attribute = html_tree_attribute(element, "style");
    if (attribute == NULL || strcasestr(attribute, "line-through") == NULL)
        return FALSE;
    squeeze_style(attribute, style);
    for (gsize i = 0; i < G_N_ELEMENTS(properties); i++) {
        const char *value = declared_value(style, properties[i]);
        if (value != NULL && g_strstr_len(value, (gssize)strcspn(value, ";"), "line-through"))
            return TRUE;
    }
    return FALSE;
}

/* "rrggbb". */
static gboolean
read_hex(const char *at, gint ret_parts[3])
{
    for (guint i = 0; i < 3; i++, at += 2) {
        if (!g_ascii_isxdigit(at[0]) || !g_ascii_isxdigit(at[1]))
            return FALSE;
        ret_parts[i] = g_ascii_xdigit_value(at[0]) * 16 + g_ascii_xdigit_value(at[1]);
    }
    return TRUE;
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
read_colour(const char *value, gint ret_parts[3])
{
    if (value[0] == '#')
        return read_hex(value + 1, ret_parts);
    if (g_str_has_prefix(value, "rgb("))
        return read_decimals(value + strlen("rgb("), ret_parts);
    return g_str_has_prefix(value, "rgba(") && read_decimals(value + strlen("rgba("), ret_parts);
}

/* A colour of a marker pen: neither grey nor pale. */
static gboolean
is_bright(const char *value)
{
    static const char *const names[] = {"yellow", "lime",   "aqua",    "cyan",
                                        "gold",   "orange", "fuchsia", "magenta"};
    gint parts[3];

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (g_str_has_prefix(value, names[i]))
            return TRUE;
    }
    if (!read_colour(value, parts))
        return FALSE;
    gint light = MAX(MAX(parts[0], parts[1]), parts[2]);
    return light >= MIN_PEN_LIGHT &&
           light - MIN(MIN(parts[0], parts[1]), parts[2]) >= MIN_PEN_COLOUR;
}

gboolean
html_style_is_highlighted(const GumboNode *element)
{
    static const GumboTag tags[] = {GUMBO_TAG_SPAN, GUMBO_TAG_FONT, GUMBO_TAG_B, GUMBO_TAG_STRONG,
                                    GUMBO_TAG_I,    GUMBO_TAG_EM,   GUMBO_TAG_U};
    static const char *const properties[] = {"background-color", "background", "mso-highlight"};
    const char *attribute = html_tree_attribute(element, "style");
    char style[MAX_STYLE_BYTES];
    gboolean is_running = FALSE;

    if (element->v.element.tag == GUMBO_TAG_MARK)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(tags); i++)
        is_running |= element->v.element.tag == tags[i];
    if (!is_running || attribute == NULL)
        return FALSE;
    squeeze_style(attribute, style);
    if (declared_value(style, "padding") != NULL || declared_value(style, "display") != NULL)
        return FALSE; /* a button */
    for (gsize i = 0; i < G_N_ELEMENTS(properties); i++) {
        const char *value = declared_value(style, properties[i]);
        if (value != NULL && is_bright(value))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_tag(const GumboNode *node, GumboTag tag)
{
    return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag;
}

/* Whether a row or a group of rows holds a header cell; looks two levels down. */
static gboolean
has_header_cell(const GumboNode *node, guint levels)
{
    const GumboVector *children = html_tree_children(node);

    for (guint i = 0; children != NULL && i < children->length; i++) {
        const GumboNode *child = children->data[i];
        if (is_tag(child, GUMBO_TAG_TH) || (levels > 0 && has_header_cell(child, levels - 1)))
            return TRUE;
    }
    return FALSE;
}

gboolean
html_style_is_data_table(const GumboNode *table)
{
    const char *border = html_tree_attribute(table, "border");

    return (border != NULL && strcmp(border, "0") != 0) || has_header_cell(table, 2);
}

/* Counts nodes and blocks under `node`; FALSE where there is more than a line. */
static gboolean
is_flat(const GumboNode *node, guint *nodes, guint *blocks)
{
    const GumboVector *children = html_tree_children(node);

    for (guint i = 0; children != NULL && i < children->length; i++) {
        const GumboNode *child = children->data[i];
        if (++*nodes > MAX_CELL_NODES)
            return FALSE;
        if (child->type != GUMBO_NODE_ELEMENT)
            continue;
        GumboTag tag = child->v.element.tag;
        if (tag == GUMBO_TAG_BR || tag == GUMBO_TAG_TABLE || tag == GUMBO_TAG_PRE)
            return FALSE;
        if (tag_shape(tag) != HTML_SHAPE_INLINE && ++*blocks > 1)
            return FALSE;
        if (!is_flat(child, nodes, blocks))
            return FALSE;
    }
    return TRUE;
}

gboolean
html_style_is_flat_row(const GumboNode *row)
{
    const GumboVector *cells = html_tree_children(row);

    for (guint i = 0; i < cells->length; i++) {
        guint nodes = 0;
        guint blocks = 0;
        if (!is_flat(cells->data[i], &nodes, &blocks))
            return FALSE;
    }
    return TRUE;
}
