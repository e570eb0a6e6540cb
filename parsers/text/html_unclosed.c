/* html_unclosed.c - see html_unclosed.h. Something unclosed reaches to the end, so it is the last
 * node of the tree, in its head or body. */
#include "parsers/text/html_unclosed.h"

#include <string.h>

/* State of the search in the source. */
typedef struct {
    const char *rest; /* after the unclosed thing */
    const char *end;  /* of the last node */
} Seen;

/* Elements with text that only their end tag ends. */
static gboolean
holds_raw_text(GumboTag tag)
{
    static const GumboTag tags[] = {GUMBO_TAG_STYLE,  GUMBO_TAG_SCRIPT,   GUMBO_TAG_TITLE,
                                    GUMBO_TAG_IFRAME, GUMBO_TAG_NOFRAMES, GUMBO_TAG_NOEMBED};

    for (gsize i = 0; i < G_N_ELEMENTS(tags); i++) {
        if (tag == tags[i])
            return TRUE;
    }
    return FALSE;
}

static void
see_piece(Seen *seen, const GumboStringPiece *piece)
{
    if (piece->data != NULL)
        seen->end = MAX(seen->end, piece->data + piece->length);
}

static gboolean
is_closed(const GumboStringPiece *comment)
{
    const char *end = comment->data + comment->length;

    return memcmp(end - 3, "-->", 3) == 0 || memcmp(end - 4, "--!>", 4) == 0;
}

static void
see_node(Seen *seen, const GumboNode *node, const char *end)
{
    if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE) {
        const GumboStringPiece *tag = &node->v.element.original_tag;
        see_piece(seen, tag);
        see_piece(seen, &node->v.element.original_end_tag);
        if (holds_raw_text(node->v.element.tag) && tag->length > 0 &&
            node->v.element.original_end_tag.length == 0)
            seen->rest = tag->data + tag->length;
    } else if (node->type != GUMBO_NODE_DOCUMENT) {
        const GumboStringPiece *text = &node->v.text.original_text;
        see_piece(seen, text);
        gboolean is_open = node->type == GUMBO_NODE_COMMENT && text->length >= 4 &&
                           text->data + text->length == end && !is_closed(text) &&
                           memcmp(text->data, "<!--", 4) == 0;
        if (is_open)
            seen->rest = text->data + 4;
    }
}

/* A tag at `at` without an end, after others that the tree ignores; or NULL. */
static const char *
find_open_tag(const char *at, const char *end)
{
    while (at < end) {
        if (*at == '<') {
            const char *next = html_tree_skip_tag(at, end);
            if (next == end && (g_ascii_isalpha(at[1]) || at[1] == '/'))
                return at;
            at = next;
        } else if (!g_ascii_isspace(*at)) {
            return NULL;
        }
        at++;
    }
    return NULL;
}

/* The node and its last child, the last child of that, and so on. */
static void
see_last_nodes(Seen *seen, const GumboNode *node, const char *end)
{
    while (node != NULL) {
        const GumboVector *children = html_tree_children(node);
        see_node(seen, node, end);
        node =
            children == NULL || children->length == 0 ? NULL : children->data[children->length - 1];
    }
}

const char *
html_unclosed_rest(const HtmlTree *tree, const char *html, gsize length, gboolean *ret_is_tag)
{
    const GumboVector *outside = html_tree_children(html_tree_document(tree));
    const GumboVector *parts = html_tree_children(html_tree_root(tree));
    Seen seen = {.end = html};

    for (guint i = 0; i < outside->length; i++) /* the root, comments around it */
        see_last_nodes(&seen, outside->data[i], html + length);
    for (guint i = 0; i < parts->length; i++) /* head and body, comments behind */
        see_last_nodes(&seen, parts->data[i], html + length);
    *ret_is_tag = seen.rest == NULL;
    return seen.rest != NULL ? seen.rest : find_open_tag(seen.end, html + length);
}
