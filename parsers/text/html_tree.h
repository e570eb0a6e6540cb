/* html_tree.h - parses HTML of any size and form to a tree, within limits of time and memory. */
#pragma once

#include <glib.h>
#include <gumbo.h>

typedef struct HtmlTree HtmlTree;

/* Parses `html` (UTF-8; it belongs to the caller and must outlive the tree). Returns NULL for HTML
 * that only an attacker writes: with too much nesting, too many attributes, or too much repeated
 * formatting. (transfer full) */
HtmlTree *html_tree_new(const char *html, gsize length);
void html_tree_free(HtmlTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtmlTree, html_tree_free)

/* The root element. (transfer none) */
const GumboNode *html_tree_root(const HtmlTree *tree);

/* The document, with the root and the nodes around it. (transfer none) */
const GumboNode *html_tree_document(const HtmlTree *tree);

/* The value of an element's attribute, or NULL. (transfer none) */
const char *html_tree_attribute(const GumboNode *node, const char *name);

/* The children of an element or document; NULL for all other nodes. (transfer none) */
const GumboVector *html_tree_children(const GumboNode *node);

/* Whether HTML can be given to the parser. Its time grows with the square of the depth, and with
 * the square of the number of attributes in a tag. */
gboolean html_tree_is_tame(const char *html, gsize length);

/* The '>' of the tag that begins at `tag`, or `end`. */
const char *html_tree_skip_tag(const char *tag, const char *end);

/* The text of a text node as valid UTF-8: for references such as &#5555555555; gumbo 0.10 overflows
 * and returns invalid octets. (transfer full) */
char *html_tree_text(const GumboNode *node);
