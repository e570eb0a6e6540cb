/* html_foreign.c - see html_foreign.h. Does not know the position of things in a picture. */
#include "parsers/text/html_foreign.h"

#include "parsers/text/html_tree.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_DEPTH 50
#define MAX_WORD_BYTES 4000
#define MAX_NAME_BYTES 300

typedef struct {
    GString *words;
    guint depth;
    gboolean is_text; /* its content is visible */
} Walk;

static gboolean
has_name(const GumboNode *node, const char *name)
{
    GumboStringPiece piece = node->v.element.original_tag;

    gumbo_tag_from_original_text(&piece);
    return piece.length == strlen(name) && g_ascii_strncasecmp(piece.data, name, piece.length) == 0;
}

static void walk_children(Walk *walk, const GumboNode *node, const char *between);

/* "[title]" */
static void
add_name(Walk *walk, const GumboNode *node)
{
    Walk inner = {.words = g_string_new(NULL), .depth = walk->depth, .is_text = TRUE};

    walk_children(&inner, node, "");
    g_autofree char *words = g_string_free(inner.words, FALSE);
    g_autofree char *clean = text_clean_line(words, MAX_NAME_BYTES);
    if (*clean != '\0')
        g_string_append_printf(walk->words, " [%s] ", clean);
}

static void
walk_svg(Walk *walk, const GumboNode *node)
{
    gboolean outer = walk->is_text;

    if (has_name(node, "style") || has_name(node, "script") || has_name(node, "defs"))
        return;
    if (has_name(node, "title") || has_name(node, "desc")) {
        add_name(walk, node);
        return;
    }
    gboolean is_label = has_name(node, "text") || has_name(node, "foreignobject");
    walk->is_text |= is_label;
    walk_children(walk, node, "");
    walk->is_text = outer;
    if (is_label)
        g_string_append_c(walk->words, ' ');
}

static void
walk_math(Walk *walk, const GumboNode *node)
{
    const char *between = has_name(node, "mfrac")  ? "/ "
                          : has_name(node, "msup") ? "^ "
                          : has_name(node, "msub") ? "_ "
                                                   : "";

    if (has_name(node, "annotation"))
        return;
    walk_children(walk, node, between);
    g_string_append_c(walk->words, ' ');
}

static void
walk_node(Walk *walk, const GumboNode *node)
{
    if (walk->words->len >= MAX_WORD_BYTES || walk->depth >= MAX_DEPTH)
        return;
    if (node->type == GUMBO_NODE_ELEMENT) {
        walk->depth++;
        if (node->v.element.tag_namespace == GUMBO_NAMESPACE_MATHML)
            walk_math(walk, node);
        else
            walk_svg(walk, node);
        walk->depth--;
    } else if (walk->is_text && (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA ||
                                 node->type == GUMBO_NODE_WHITESPACE)) {
        g_autofree char *text = html_tree_text(node);
        g_string_append(walk->words, text);
    }
}

static void
walk_children(Walk *walk, const GumboNode *node, const char *between)
{
    const GumboVector *children = html_tree_children(node);
    gboolean is_behind = FALSE;

    for (guint i = 0; children != NULL && i < children->length; i++) {
        const GumboNode *child = children->data[i];
        if (is_behind && child->type == GUMBO_NODE_ELEMENT)
            g_string_append(walk->words, between);
        is_behind |= child->type == GUMBO_NODE_ELEMENT;
        walk_node(walk, child);
    }
}

char *
html_foreign_words(const GumboNode *element)
{
    gboolean is_math = element->v.element.tag_namespace == GUMBO_NAMESPACE_MATHML;
    Walk walk = {.words = g_string_new(NULL), .is_text = is_math};

    walk_node(&walk, element);
    g_autofree char *words = g_string_free(walk.words, FALSE);
    return text_clean_line(words, MAX_WORD_BYTES);
}
