/* html_quote.c - the names of quotation containers. */
#include "parsers/html_quote.h"

#include <string.h>

static const char *
attribute(const GumboNode *node, const char *name)
{
    if (node->type != GUMBO_NODE_ELEMENT)
        return "";
    const GumboAttribute *found = gumbo_get_attribute(&node->v.element.attributes, name);
    return found == NULL ? "" : found->value;
}

gboolean
html_quote_is_container(const GumboNode *node)
{
    return strstr(attribute(node, "class"), "gmail_quote") != NULL ||
           strstr(attribute(node, "class"), "yahoo_quoted") != NULL ||
           strstr(attribute(node, "class"), "moz-cite-prefix") != NULL ||
           g_ascii_strcasecmp(attribute(node, "type"), "cite") == 0;
}

gboolean
html_quote_cuts_rest(const GumboNode *node)
{
    return g_ascii_strcasecmp(attribute(node, "id"), "divRplyFwdMsg") == 0 ||
           g_ascii_strcasecmp(attribute(node, "id"), "stopSpelling") == 0;
}
