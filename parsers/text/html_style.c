/* html_style.c - decides how an element is displayed.
 *
 * Knows tags, and the few declarations of style attributes that decide whether text is visible and
 * whether there is space between paragraphs. Does not know style sheets.
 */
#include "parsers/text/html_style.h"

#include "parsers/text/html_declaration.h"
#include "parsers/text/html_tree.h"

#include <string.h>

#define MAX_CELL_NODES 200

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
    {GUMBO_TAG_TEMPLATE, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_IFRAME, HTML_SHAPE_DROPPED},
    {GUMBO_TAG_NOFRAMES, HTML_SHAPE_BLOCK},
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

static gboolean
is_hidden(const GumboNode *element, const char *style)
{
    static const char *const hiding[] = {"display:none", "visibility:hidden", "opacity:0",
                                         "max-height:0", "max-height:0px"};

    if (html_tree_attribute(element, "hidden") != NULL)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(hiding); i++) {
        if (html_declaration_is(style, hiding[i]))
            return TRUE;
    }
    return FALSE;
}

/* Outlook writes each line as a paragraph without margins, and an empty paragraph for vertical
 * space. */
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
        if (html_declaration_is(style, tight[i]))
            return TRUE;
    }
    return FALSE;
}

HtmlShape
html_style_shape(const GumboNode *element, const char *style)
{
    HtmlShape shape = tag_shape(element->v.element.tag);

    if (shape == HTML_SHAPE_DROPPED)
        return shape;
    if (is_hidden(element, style))
        return HTML_SHAPE_DROPPED;
    return is_tight(element, style) ? HTML_SHAPE_BLOCK : shape;
}

static gboolean
is_tag(const GumboNode *node, GumboTag tag)
{
    return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag;
}

/* Whether a row or a group of rows has a header cell, at most two levels down. */
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

/* Counts nodes and blocks below `node`; FALSE if they need more than one line. */
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
