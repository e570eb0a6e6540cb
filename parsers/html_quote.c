/* html_quote.c - see html_quote.h. Owns the names that mail programs give to quotations. */
#include "parsers/html_quote.h"

#include <string.h>

static const char *
html_quote_attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, name);
    return attribute != NULL ? attribute->value : "";
}

/* Is `word` one of the blank-separated words of `value`, perhaps behind a prefix such as "x_"? */
static gboolean
html_quote_has_word(const char *value, const char *word)
{
    gsize length = strlen(word);
    for (const char *p = strstr(value, word); p != NULL; p = strstr(p + 1, word)) {
        gboolean is_start = p == value || p[-1] == ' ' || (p[-1] == '_' && p - value >= 2);
        if (is_start && (p[length] == '\0' || p[length] == ' '))
            return TRUE;
    }
    return FALSE;
}

static gboolean
html_quote_is_one_of(const char *value, const char *const *words, guint count)
{
    for (guint i = 0; i < count; i++)
        if (html_quote_has_word(value, words[i]))
            return TRUE;
    return FALSE;
}

gboolean
html_quote_is_container(const GumboNode *node)
{
    static const char *const classes[] = {
        "gmail_quote",
        "gmail_quote_container",
        "gmail_extra",
        "moz-cite-prefix",
        "yahoo_quoted",
        "protonmail_quote",
        "zmail_extra",
        "tutanota_quote",
        "front-blockquote",
        "mailbird_quote",
        "gmail_attr",
        "moz-forward-container",
        "moz-email-headers-table",
        "WordSection1Quote",
    };
    static const char *const ids[] = {
        "yahoo_quoted",    "isForwardContent", "isReplyContent", "OLK_SRC_BODY_SECTION",
        "mimemail-quoted", "replyBody",        "reply_body"};
    if (node->type != GUMBO_NODE_ELEMENT)
        return FALSE;
    if (node->v.element.tag == GUMBO_TAG_BLOCKQUOTE &&
        (g_ascii_strcasecmp(html_quote_attribute(node, "type"), "cite") == 0 ||
         *html_quote_attribute(node, "cite") != '\0'))
        return TRUE;
    return html_quote_is_one_of(html_quote_attribute(node, "class"), classes,
                                G_N_ELEMENTS(classes)) ||
           html_quote_is_one_of(html_quote_attribute(node, "id"), ids, G_N_ELEMENTS(ids));
}

/* Outlook's desktop programs draw a line of their own colours above the original. */
static gboolean
html_quote_is_outlook_rule(const GumboNode *node)
{
    const char *style = html_quote_attribute(node, "style");
    return node->v.element.tag == GUMBO_TAG_DIV && strstr(style, "border-top:solid #") != NULL &&
           strstr(style, "1.0pt") != NULL && strstr(style, "padding:3.0pt 0") != NULL;
}

gboolean
html_quote_cuts_rest(const GumboNode *node)
{
    static const char *const ids[] = {"divRplyFwdMsg",
                                      "stopSpelling",
                                      "appendonsend",
                                      "mail-editor-reference-message-container",
                                      "ms-outlook-mobile-reference-message",
                                      "divReplyMsg"};
    if (node->type != GUMBO_NODE_ELEMENT)
        return FALSE;
    return html_quote_is_one_of(html_quote_attribute(node, "id"), ids, G_N_ELEMENTS(ids)) ||
           html_quote_is_outlook_rule(node);
}
