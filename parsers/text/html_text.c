/* html_text.c - walks the tree of an HTML mail and lays out its visible text.
 *
 * Decides what each element means in text. text_layout.c lays out lines, html_style.c knows what is
 * hidden, and html_quote.c what is a quotation. */
#include "parsers/text/html_text.h"

#include "parsers/text/html_crude.h"
#include "parsers/text/html_declaration.h"
#include "parsers/text/html_depths.h"
#include "parsers/text/html_emphasis.h"
#include "parsers/text/html_foreign.h"
#include "parsers/text/html_form.h"
#include "parsers/text/html_link.h"
#include "parsers/text/html_list.h"
#include "parsers/text/html_quote.h"
#include "parsers/text/html_style.h"
#include "parsers/text/html_tree.h"
#include "parsers/text/html_typed.h"
#include "parsers/text/html_unclosed.h"
#include "parsers/text/set_off.h"
#include "parsers/text/text_clean.h"
#include "parsers/text/text_layout.h"

#include <string.h>

#define MAX_WALK_DEPTH 300
#define MAX_ALT_BYTES 300
/* How often text after something unclosed is read again. */
#define MAX_RESTS 8
/* A longer tag holds a picture. */
#define MAX_TAG_BYTES 65536

typedef struct {
    TextLayout *layout;
    GHashTable *content_ids; /* of char * */
    GHashTable *addresses;   /* of links shown in the text; of char * */
    guint depth;
    guint list_depth;
    guint item_depth;
    guint pre_depth;
    gboolean is_data_table;
    guint numbers[8];     /* number of the next item of each open ordered list */
    GArray *quotes;       /* of HtmlQuote */
    gboolean is_in_quote; /* inside the last of them */
    guint emphasis;       /* of the text (html_emphasis.h) */
    gboolean has_answers; /* in forms */
    char style[HTML_DECLARATION_BYTES];
} Walk;

static void walk_node(Walk *walk, const GumboNode *node);

static void
walk_children(Walk *walk, const GumboNode *node)
{
    const GumboVector *children = html_tree_children(node);

    if (children == NULL)
        return;
    if (walk->depth >= MAX_WALK_DEPTH) {
        html_depths_flow(walk->layout, node);
        return;
    }
    walk->depth++;
    for (guint i = 0; i < children->length && !text_layout_is_full(walk->layout); i++)
        walk_node(walk, children->data[i]);
    walk->depth--;
}

/* ---- links and images ---- */

static void
walk_link(Walk *walk, const GumboNode *node)
{
    const char *href = html_tree_attribute(node, "href");
    gsize begin = text_layout_length(walk->layout);

    walk_children(walk, node);
    const char *text = text_layout_text_from(walk->layout, begin);
    if (href == NULL || *text == '\0' || text_layout_is_full(walk->layout))
        return;
    g_autofree char *address = html_link_shown(href, text, walk->addresses);
    if (address == NULL)
        return;
    g_autofree char *shown = g_strdup_printf(" <%s>", address);
    text_layout_append(walk->layout, shown);
}

static void
walk_image(Walk *walk, const GumboNode *node)
{
    const char *source = html_tree_attribute(node, "src");
    const char *alt = html_tree_attribute(node, "alt");

    if (source != NULL && g_ascii_strncasecmp(source, "cid:", 4) == 0)
        g_hash_table_add(walk->content_ids, html_link_content_id(source + 4));
    if (alt == NULL)
        return;
    g_autofree char *clean = text_clean_line(alt, MAX_ALT_BYTES);
    if (*clean == '\0')
        return;
    g_autofree char *shown = g_strdup_printf("[%s]", clean);
    text_layout_flow(walk->layout, shown);
}

/* ---- forms ---- */

static void
walk_input(Walk *walk, const GumboNode *node)
{
    gboolean is_answer;
    g_autofree char *text = html_form_input(node, &is_answer);
    g_autofree char *shown = g_strdup_printf(" %s ", text);

    text_layout_flow(walk->layout, shown);
    walk->has_answers |= is_answer;
}

static void
walk_option(Walk *walk, const GumboNode *node)
{
    text_layout_break(walk->layout, FALSE);
    if (html_form_is_chosen(node)) {
        text_layout_flow(walk->layout, "(x) ");
        walk->has_answers = TRUE;
    }
    walk_children(walk, node);
    text_layout_break(walk->layout, FALSE);
}

/* ---- text ---- */

static void
add_text(Walk *walk, const char *text)
{
    if (walk->pre_depth > 0)
        text_layout_verbatim(walk->layout, text);
    else
        text_layout_flow(walk->layout, text);
}

static void
walk_inline(Walk *walk, const GumboNode *node)
{
    GumboTag tag = node->v.element.tag;
    gboolean is_foreign = tag == GUMBO_TAG_SVG || tag == GUMBO_TAG_MATH;
    g_autofree char *words = is_foreign ? html_foreign_words(node) : NULL;

    if (tag == GUMBO_TAG_Q)
        text_layout_flow(walk->layout, "\"");
    if (words != NULL)
        add_text(walk, words);
    if (!is_foreign)
        walk_children(walk, node);
    if (tag == GUMBO_TAG_Q)
        text_layout_append(walk->layout, "\"");
}

/* Some elements contain HTML for programs that do not know the element; the parser returns it as
 * text. If the element is not closed, walk_rests() reads it. */
static void
walk_raw(Walk *walk, const GumboNode *node)
{
    const GumboVector *children = html_tree_children(node);

    if (children->length == 0 || node->v.element.original_end_tag.length == 0)
        return;
    const GumboNode *raw = children->data[0];
    if (raw->type != GUMBO_NODE_TEXT)
        return;
    g_autoptr(HtmlTree) tree = html_tree_new(raw->v.text.text, strlen(raw->v.text.text));
    if (tree != NULL && walk->depth < MAX_WALK_DEPTH)
        walk_children(walk, html_tree_root(tree));
}

/* ---- blocks ---- */

static void
walk_list(Walk *walk, const GumboNode *node)
{
    guint slot = MIN(walk->list_depth, G_N_ELEMENTS(walk->numbers) - 1);
    guint outer = walk->numbers[slot];
    gboolean is_outermost = walk->list_depth == 0;

    walk->numbers[slot] = html_list_start(node);
    if (is_outermost)
        text_layout_blank(walk->layout);
    walk->list_depth++;
    walk_children(walk, node);
    walk->list_depth--;
    walk->numbers[slot] = outer;
    if (is_outermost)
        text_layout_blank(walk->layout);
    else
        text_layout_break(walk->layout, FALSE);
}

static void
walk_item(Walk *walk, const GumboNode *node)
{
    guint level = walk->list_depth == 0 ? 0 : walk->list_depth - 1;
    guint slot = MIN(level, G_N_ELEMENTS(walk->numbers) - 1);
    guint none = 0;
    g_autofree char *marker =
        html_list_marker(node, walk->list_depth > 0 ? &walk->numbers[slot] : &none);
    g_autofree char *indent = g_strnfill(strlen(marker), ' ');

    text_layout_break(walk->layout, FALSE);
    text_layout_push(walk->layout, indent, marker);
    walk->item_depth++;
    walk_children(walk, node);
    walk->item_depth--;
    text_layout_break(walk->layout, FALSE);
    text_layout_pop(walk->layout);
}

static void
walk_quotation(Walk *walk, const GumboNode *node)
{
    text_layout_blank(walk->layout);
    text_layout_push(walk->layout, "> ", NULL);
    walk_children(walk, node);
    text_layout_break(walk->layout, FALSE);
    text_layout_pop(walk->layout);
    text_layout_blank(walk->layout);
}

static void
walk_preformatted(Walk *walk, const GumboNode *node)
{
    text_layout_blank(walk->layout);
    walk->pre_depth++;
    walk_children(walk, node);
    walk->pre_depth--;
    text_layout_blank(walk->layout);
}

static void
walk_row(Walk *walk, const GumboNode *row)
{
    const GumboVector *cells = html_tree_children(row);
    gboolean is_first = TRUE;

    if (!html_style_is_flat_row(row)) {
        text_layout_break(walk->layout, FALSE);
        walk_children(walk, row);
        text_layout_break(walk->layout, FALSE);
        return;
    }
    text_layout_open_row(walk->layout);
    for (guint i = 0; i < cells->length; i++) {
        const GumboNode *cell = cells->data[i];
        if (cell->type != GUMBO_NODE_ELEMENT)
            continue;
        if (!is_first)
            text_layout_next_cell(walk->layout, walk->is_data_table);
        is_first = FALSE;
        walk_node(walk, cell);
    }
    text_layout_close_row(walk->layout);
}

static void
walk_table(Walk *walk, const GumboNode *node)
{
    gboolean outer = walk->is_data_table;

    walk->is_data_table = html_style_is_data_table(node);
    text_layout_break(walk->layout, FALSE);
    walk_children(walk, node);
    text_layout_break(walk->layout, FALSE);
    walk->is_data_table = outer;
}

/* Elements without a special meaning: by their shape. */
static void
walk_shape(Walk *walk, const GumboNode *node, HtmlShape shape)
{
    gboolean is_paragraph = shape == HTML_SHAPE_PARAGRAPH && walk->item_depth == 0;

    if (shape == HTML_SHAPE_INLINE) {
        walk_inline(walk, node);
    } else if (is_paragraph) {
        text_layout_blank(walk->layout);
        walk_children(walk, node);
        text_layout_blank(walk->layout);
    } else {
        text_layout_break(walk->layout, FALSE);
        walk_children(walk, node);
        text_layout_break(walk->layout, FALSE);
    }
}

static void
walk_by_tag(Walk *walk, const GumboNode *node, HtmlShape shape)
{
    switch ((int)node->v.element.tag) {
    case GUMBO_TAG_BR:
        text_layout_break(walk->layout, TRUE);
        break;
    case GUMBO_TAG_HR:
        text_layout_break(walk->layout, FALSE);
        text_layout_flow(walk->layout, "----------");
        text_layout_break(walk->layout, FALSE);
        break;
    case GUMBO_TAG_A:
        walk_link(walk, node);
        break;
    case GUMBO_TAG_IMG:
        walk_image(walk, node);
        break;
    case GUMBO_TAG_INPUT:
        walk_input(walk, node);
        break;
    case GUMBO_TAG_OPTION:
        walk_option(walk, node);
        break;
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
        walk_list(walk, node);
        break;
    case GUMBO_TAG_LI:
        walk_item(walk, node);
        break;
    case GUMBO_TAG_BLOCKQUOTE:
        walk_quotation(walk, node);
        break;
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_XMP:
    case GUMBO_TAG_PLAINTEXT:
    case GUMBO_TAG_TEXTAREA:
        walk_preformatted(walk, node);
        break;
    case GUMBO_TAG_NOFRAMES:
        walk_raw(walk, node);
        break;
    case GUMBO_TAG_TABLE:
        walk_table(walk, node);
        break;
    case GUMBO_TAG_TR:
        walk_row(walk, node);
        break;
    default:
        walk_shape(walk, node, shape);
        break;
    }
}

static void
walk_shown(Walk *walk, const GumboNode *node, HtmlShape shape)
{
    HtmlQuote quote = {.begin = text_layout_length(walk->layout), .end = G_MAXSIZE};

    quote.is_rest = !walk->is_in_quote && html_quote_cuts_rest(node);
    if (walk->is_in_quote || (!quote.is_rest && !html_quote_is_container(node))) {
        walk_by_tag(walk, node, shape);
        return;
    }
    walk->is_in_quote = TRUE;
    walk_by_tag(walk, node, shape);
    if (!quote.is_rest)
        quote.end = text_layout_length(walk->layout);
    walk->is_in_quote = quote.is_rest;
    g_array_append_val(walk->quotes, quote);
}

/* Text that looks like a tag. The parser may have opened it again further down: the text is shown
 * once. FALSE: it is a tag. */
static gboolean
walk_typed(Walk *walk, const GumboNode *node, HtmlShape shape)
{
    const guint again = (guint)GUMBO_INSERTION_RECONSTRUCTED_FORMATTING_ELEMENT |
                        (guint)GUMBO_INSERTION_ADOPTION_AGENCY_CLONED;
    g_autofree char *text = html_typed_text(node);

    if (text == NULL)
        return FALSE;
    if (shape != HTML_SHAPE_INLINE)
        text_layout_break(walk->layout, FALSE);
    if (((guint)node->parse_flags & again) == 0)
        add_text(walk, text);
    walk_children(walk, node);
    return TRUE;
}

static void
walk_element(Walk *walk, const GumboNode *node)
{
    const char *style = html_declaration_of(node, walk->style);
    HtmlShape shape = html_style_shape(node, style);
    guint outer = walk->emphasis;

    if (shape == HTML_SHAPE_DROPPED || walk_typed(walk, node, shape))
        return;
    walk->emphasis = html_emphasis_of(node, style, outer);
    text_layout_mark(walk->layout, walk->emphasis & ~(guint)EMPHASIS_LINK);
    walk_shown(walk, node, shape);
    walk->emphasis = outer;
    text_layout_mark(walk->layout, outer & ~(guint)EMPHASIS_LINK);
}

static void
walk_node(Walk *walk, const GumboNode *node)
{
    g_autofree char *text = NULL;

    switch (node->type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_WHITESPACE:
    case GUMBO_NODE_CDATA:
        text = html_tree_text(node);
        add_text(walk, text);
        break;
    case GUMBO_NODE_ELEMENT:
        walk_element(walk, node);
        break;
    case GUMBO_NODE_DOCUMENT:
    case GUMBO_NODE_COMMENT:
    case GUMBO_NODE_TEMPLATE:
        break;
    }
}

/* ---- the whole ---- */

/* Text after something unclosed. */
static void
walk_rests(Walk *walk, const HtmlTree *tree, const char *html, gsize length)
{
    const char *end = html + length;
    gboolean is_tag = FALSE;
    const char *rest = html_unclosed_rest(tree, html, length, &is_tag);

    for (guint i = 0; rest != NULL && !is_tag && i < MAX_RESTS; i++) {
        gsize left = (gsize)(end - rest);
        g_autoptr(HtmlTree) more = html_tree_new(rest, left);
        if (more == NULL)
            break;
        text_layout_blank(walk->layout);
        walk_node(walk, html_tree_root(more));
        rest = html_unclosed_rest(more, rest, left, &is_tag);
    }
    if (rest == NULL || end - rest > MAX_TAG_BYTES)
        return;
    g_autofree char *text = g_utf8_make_valid(rest, end - rest);
    text_layout_blank(walk->layout);
    text_layout_flow(walk->layout, text);
}

static void
render(HtmlText *result, const HtmlTree *tree, const char *html, gsize length, gsize max_bytes)
{
    g_autoptr(TextLayout) layout = text_layout_new(max_bytes);
    g_autoptr(GHashTable) addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Walk walk = {.layout = layout,
                 .content_ids = result->content_ids,
                 .addresses = addresses,
                 .quotes = result->quotes};

    walk_node(&walk, html_tree_root(tree));
    walk_rests(&walk, tree, html, length);
    result->has_marks = walk.has_answers;
    result->is_cut = text_layout_is_full(layout);
    result->text = text_layout_finish(layout);
    set_off_mark(result, text_layout_runs(layout));
}

HtmlText *
html_text_new(const char *html, gsize length, gsize max_bytes)
{
    HtmlText *result = g_new0(HtmlText, 1);
    g_autoptr(HtmlTree) tree = html_tree_new(html, length);

    result->quotes = g_array_new(FALSE, FALSE, sizeof(HtmlQuote));
    result->content_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (tree == NULL) {
        result->is_crude = TRUE;
        g_autofree char *crude = html_crude_text(html, length, max_bytes);
        result->text = text_clean(crude, strlen(crude));
        result->is_cut = strlen(crude) >= max_bytes;
        return result;
    }
    render(result, tree, html, length, max_bytes);
    return result;
}

void
html_text_free(HtmlText *text)
{
    if (text == NULL)
        return;
    g_free(text->text);
    g_free(text->marked);
    g_array_unref(text->quotes);
    g_hash_table_unref(text->content_ids);
    g_free(text);
}
