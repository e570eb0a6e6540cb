/* html_quote.c - see html_quote.h.
 *
 * Has the names that mail programs give to the containers of quotations, and the forms of Outlook's
 * dividers. Ignores the words of the mail, except for the From: line that makes a ruled box a
 * divider. */
#include "parsers/text/html_quote.h"

#include "parsers/text/html_tree.h"

#include "parsers/quotation/header_block.h"
#include "parsers/quotation/quote_header.h"
#include "parsers/text/text_clean.h"
#include "parsers/text/text_lines.h"

#include <string.h>

#define MAX_LOOK_BYTES 200
#define MAX_LOOK_DEPTH 20

/* A name and the program that uses it. In a quoted mail, Outlook and others put "x_" before such
 * names, and Yahoo a code. */
typedef struct {
    const char *name;
    gboolean is_prefix; /* more may follow */
} Name;

static const Name container_classes[] = {
    {"gmail_quote", FALSE},           /* Gmail, Superhuman and many that copy it */
    {"gmail_quote_container", FALSE}, /* Gmail */
    {"gmail_attr", FALSE},            /* Gmail: the line above */
    {"moz-cite-prefix", FALSE},       /* Thunderbird: the line above */
    {"yahoo_quoted", FALSE},          /* Yahoo */
    {"protonmail_quote", FALSE},      /* Proton Mail */
    {"tutanota_quote", FALSE},        /* Tuta */
    {"zmail_extra", FALSE},           /* Zoho */
    {"front-blockquote", FALSE},      /* Front */
    {"front-quote", FALSE},           /* Front */
    {"missive_quote", FALSE},         /* Missive */
    {"history_container", FALSE},     /* Mailbird */
    {"airmail_ext_on", FALSE},        /* Airmail: the line above */
    {"cbl_quote", FALSE},
    {"replied-message", FALSE},
    {"ms-outlook-mobile-reference-message", FALSE}, /* Outlook mobile */
    {"mcntmcntquote", FALSE},
    {"quoted_message", FALSE},
    {"freebirdquote", FALSE},
    {"mail-quote", FALSE},
    {"mailbird_quote", FALSE},
    {"quote-wrapper", FALSE},
};

static const Name container_ids[] = {
    {"yahoo_quoted_", TRUE},
    {"mail-editor-reference-message-container", FALSE}, /* Outlook */
    {"olk_src_body_section", FALSE},                    /* Outlook for Mac */
    {"reply-intro", FALSE},                             /* Roundcube: the line above */
    {"replybody1", FALSE},                              /* Roundcube */
    {"isreplycontent", FALSE},                          /* NetEase */
    {"bloop_quote", TRUE},
    {"edo-original", FALSE}, /* Edison */
};

static const Name container_names[] = {
    {"messagereplysection", FALSE}, /* Spark */
    {"quote", FALSE},               /* GMX, WEB.DE */
    {"quoted-content", FALSE},
};

static const Name container_markers[] = {
    {"__quoted_text__", FALSE}, /* Zimbra */
    {"__headers__", FALSE},     /* Zimbra */
};

static const Name rest_ids[] = {
    {"divrplyfwdmsg", FALSE}, /* Outlook on the web */
    {"appendonsend", FALSE},  /* Outlook on the web: an empty element above the divider */
    {"stopspelling", FALSE},  /* Hotmail */
    {"zwchr", FALSE},         /* Zimbra */
    {"divreplymsg", FALSE},   {"ms-outlook-mobile-body-separator-line", FALSE}, /* Outlook mobile */
};

static const char *
attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *found = gumbo_get_attribute(&node->v.element.attributes, name);

    return found == NULL ? "" : found->value;
}

static gboolean
is_element(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

static gboolean
word_is(const char *word, const Name *name)
{
    gsize length = strlen(name->name);

    while (g_ascii_strncasecmp(word, "x_", 2) == 0)
        word += 2;
    if (g_ascii_strncasecmp(word, name->name, length) == 0)
        return name->is_prefix || word[length] == '\0';
    /* ydp1a2b3c4dyahoo_quoted */
    gsize word_length = strlen(word);
    return g_ascii_strncasecmp(word, "ydp", 3) == 0 && word_length > length &&
           g_ascii_strcasecmp(word + word_length - length, name->name) == 0;
}

/* Whether one of the words of an attribute is one of `names`. */
static gboolean
has_name(const GumboNode *node, const char *attribute_name, const Name *names, gsize n)
{
    const char *value = attribute(node, attribute_name);

    if (*value == '\0')
        return FALSE;
    g_auto(GStrv) words = g_strsplit_set(value, " \t\r\n", 20);
    for (gsize i = 0; words[i] != NULL; i++) {
        for (gsize k = 0; k < n; k++) {
            if (word_is(words[i], &names[k]))
                return TRUE;
        }
    }
    return FALSE;
}

/* ---- content of an element ---- */

static void
collect_text(const GumboNode *node, GString *text, guint depth)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE) {
        g_autofree char *own = html_tree_text(node);
        g_string_append(text, own);
    }
    if (!is_element(node) || depth >= MAX_LOOK_DEPTH)
        return;
    for (guint i = 0; i < node->v.element.children.length && text->len < MAX_LOOK_BYTES; i++)
        collect_text(node->v.element.children.data[i], text, depth + 1);
}

static gboolean
has_container_name(const GumboNode *node)
{
    if (node->v.element.tag == GUMBO_TAG_BLOCKQUOTE &&
        g_ascii_strcasecmp(attribute(node, "type"), "cite") == 0)
        return TRUE;
    return has_name(node, "class", container_classes, G_N_ELEMENTS(container_classes)) ||
           has_name(node, "id", container_ids, G_N_ELEMENTS(container_ids)) ||
           has_name(node, "data-marker", container_markers, G_N_ELEMENTS(container_markers)) ||
           (node->v.element.tag == GUMBO_TAG_DIV &&
            has_name(node, "name", container_names, G_N_ELEMENTS(container_names)));
}

/* Forwarded text is new, although Gmail and Apple Mail put it into the same containers. */
static gboolean
is_forward(const GumboNode *node)
{
    g_autoptr(GString) text = g_string_new(NULL);

    collect_text(node, text, 0);
    g_autofree char *line = text_clean_line(text->str, MAX_LOOK_BYTES);
    return quote_header_begins_forward(line);
}

gboolean
html_quote_is_container(const GumboNode *node)
{
    return is_element(node) && has_container_name(node) && !is_forward(node);
}

/* Whether the first words in `node` are "From:" in any language. */
static gboolean
begins_with_from(const GumboNode *node)
{
    g_autoptr(GString) text = g_string_new(NULL);

    collect_text(node, text, 0);
    g_strdelimit(text->str, "\r\n", ' ');
    g_autoptr(TextLines) lines = text_lines_new(text->str);
    return text_lines_count(lines) > 0 && header_block_is_from(text_lines_at(lines, 0)->plain);
}

/* "padding-top: 5px; border-top-color: ...; border-top-style: solid" (Windows Mail) */
static gboolean
has_rule_above(const char *style)
{
    const char *top = strstr(style, "border-top");

    return top != NULL && strstr(top, "solid") != NULL;
}

/* "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm": Outlook uses this for
 * nothing else. */
static gboolean
is_outlook_rule(const char *style)
{
    return strstr(style, "border-top:solid #") != NULL && strstr(style, " 1.0pt") != NULL &&
           strstr(style, "padding:3.0pt 0") != NULL;
}

gboolean
html_quote_cuts_rest(const GumboNode *node)
{
    if (!is_element(node))
        return FALSE;
    if (has_name(node, "id", rest_ids, G_N_ELEMENTS(rest_ids)))
        return TRUE;
    if (node->v.element.tag != GUMBO_TAG_DIV)
        return FALSE;
    g_autofree char *style = g_ascii_strdown(attribute(node, "style"), -1);
    return is_outlook_rule(style) || (has_rule_above(style) && begins_with_from(node));
}
