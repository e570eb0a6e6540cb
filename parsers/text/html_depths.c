/* html_depths.c - see html_depths.h. */
#include "parsers/text/html_depths.h"

#include "parsers/text/html_declaration.h"
#include "parsers/text/html_style.h"
#include "parsers/text/html_tree.h"

static void
push_children(GPtrArray *stack, const GumboNode *node)
{
    const GumboVector *children = html_tree_children(node);

    for (guint i = children == NULL ? 0 : children->length; i > 0; i--)
        g_ptr_array_add(stack, children->data[i - 1]);
}

void
html_depths_flow(TextLayout *layout, const GumboNode *node)
{
    g_autoptr(GPtrArray) stack = g_ptr_array_new();
    char style[HTML_DECLARATION_BYTES];

    push_children(stack, node);
    while (stack->len > 0 && !text_layout_is_full(layout)) {
        const GumboNode *top = g_ptr_array_steal_index(stack, stack->len - 1);
        if (top->type == GUMBO_NODE_TEXT || top->type == GUMBO_NODE_WHITESPACE) {
            g_autofree char *text = html_tree_text(top);
            text_layout_flow(layout, text);
        }
        if (top->type == GUMBO_NODE_ELEMENT &&
            html_style_shape(top, html_declaration_of(top, style)) != HTML_SHAPE_DROPPED)
            push_children(stack, top);
    }
}
