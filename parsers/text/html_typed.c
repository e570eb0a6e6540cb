/* html_typed.c - see html_typed.h. */
#include "parsers/text/html_typed.h"

#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_TYPED_BYTES 1000
/* "o:p", "st1:place", "mso:": names of XML. */
#define MAX_PREFIX_BYTES 4

/* Elements of HTML, including old ones, that the parser does not name. */
static const char *const elements[] = {
    "blink",    "comment", "dialog",      "picture", "slot",    "portal",   "search",
    "menuitem", "spacer",  "layer",       "ilayer",  "nolayer", "multicol", "nextid",
    "bgsound",  "xml",     "fencedframe", "content", "element", "shadow",
};

/* Attributes without a value. */
static const char *const attributes[] = {
    "align",      "allowfullscreen",
    "alt",        "async",
    "autofocus",  "autoplay",
    "background", "bgcolor",
    "border",     "checked",
    "class",      "clear",
    "color",      "cols",
    "colspan",    "compact",
    "content",    "controls",
    "data",       "declare",
    "default",    "defer",
    "dir",        "disabled",
    "download",   "face",
    "for",        "height",
    "hidden",     "href",
    "hspace",     "id",
    "inert",      "ismap",
    "itemscope",  "lang",
    "link",       "loop",
    "ltr",        "media",
    "multiple",   "muted",
    "name",       "nohref",
    "noresize",   "noshade",
    "novalidate", "nowrap",
    "open",       "readonly",
    "rel",        "required",
    "reversed",   "rowspan",
    "rtl",        "rules",
    "scope",      "selected",
    "size",       "span",
    "src",        "start",
    "style",      "summary",
    "tabindex",   "target",
    "text",       "title",
    "type",       "valign",
    "value",      "vlink",
    "vspace",     "width",
};

/* The content of the angle brackets: its name, and all of it. */
typedef struct {
    const char *text;
    gsize length;
    gsize name;
} Inside;

static gboolean
has_char(const Inside *inside, gsize length, char c)
{
    return memchr(inside->text, c, length) != NULL;
}

static gboolean
is_element_name(const Inside *inside)
{
    for (gsize i = 0; i < G_N_ELEMENTS(elements); i++) {
        if (strlen(elements[i]) == inside->name &&
            g_ascii_strncasecmp(elements[i], inside->text, inside->name) == 0)
            return TRUE;
    }
    return FALSE;
}

/* "o:p", but neither "http://x" nor "c:\x". */
static gboolean
is_xml_name(const Inside *inside)
{
    const char *colon = memchr(inside->text, ':', inside->name);

    return colon != NULL && colon - inside->text <= MAX_PREFIX_BYTES &&
           (gsize)(colon - inside->text) + 1 < inside->name && g_ascii_isalpha(colon[1]);
}

/* Whether a value is in quotation marks, as programs write it. */
static gboolean
has_quoted_value(const Inside *inside)
{
    for (gsize i = 0; i + 1 < inside->length; i++) {
        if (inside->text[i] == '=' && strchr("\"'", inside->text[i + 1]) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Whether an element that HTML does not have was written by a person: no value in quotation marks,
 * no slash at the end. */
static gboolean
is_typed(const Inside *inside)
{
    gboolean is_custom = has_char(inside, inside->name, '-');
    gboolean has_value =
        is_custom ? has_char(inside, inside->length, '=') : has_quoted_value(inside);

    if (has_char(inside, inside->name, '@') ||
        g_strstr_len(inside->text, (gssize)inside->name, "://") != NULL)
        return TRUE;
    return !has_value && inside->text[inside->length - 1] != '/' && !is_xml_name(inside) &&
           !is_element_name(inside);
}

/* "57" or "of", but neither "nowrap" nor "data-x" nor "v:ext". */
static gboolean
is_odd_attribute(const char *word, gsize length)
{
    if (length == 0 || memchr(word, '=', length) != NULL)
        return FALSE;
    if (!g_ascii_isalpha(*word))
        return strchr("/\\<", *word) == NULL;
    for (gsize i = 0; i < length; i++) {
        if (strchr("-_:", word[i]) != NULL)
            return FALSE;
    }
    g_autofree char *name = g_ascii_strdown(word, (gssize)length);
    return !text_is_one_of(name, attributes, G_N_ELEMENTS(attributes));
}

/* The same for an element of HTML: with words that are not its attributes, as in "a <b and c> d".
 */
static gboolean
has_typed_words(const Inside *inside)
{
    gsize at = inside->name;

    if (at == inside->length || has_quoted_value(inside))
        return FALSE;
    while (at < inside->length) {
        gsize end = at;
        while (end < inside->length && !g_ascii_isspace(inside->text[end]))
            end++;
        if (is_odd_attribute(inside->text + at, end - at))
            return TRUE;
        at = end + 1;
    }
    return FALSE;
}

/* Whether the end tag belongs to the element: the parser may give it the end tag of an enclosing
 * element. */
static gboolean
has_end_tag(const GumboElement *element, const Inside *inside)
{
    const GumboStringPiece *end_tag = &element->original_end_tag;

    return end_tag->length > inside->name + 2 &&
           g_ascii_strncasecmp(end_tag->data + 2, inside->text, inside->name) == 0;
}

char *
html_typed_text(const GumboNode *element)
{
    const GumboElement *own = &element->v.element;
    const GumboStringPiece *tag = &own->original_tag;

    if (own->tag_namespace != GUMBO_NAMESPACE_HTML || tag->length < strlen("<a>") ||
        tag->length > MAX_TYPED_BYTES || tag->data[0] != '<' || tag->data[tag->length - 1] != '>')
        return NULL;
    Inside inside = {.text = tag->data + 1, .length = tag->length - 2};
    while (inside.name < inside.length && !g_ascii_isspace(inside.text[inside.name]))
        inside.name++;
    gboolean is_of_html = own->tag != GUMBO_TAG_UNKNOWN;
    if (is_of_html ? !has_typed_words(&inside) : has_end_tag(own, &inside) || !is_typed(&inside))
        return NULL;
    const char *next = is_of_html ? memchr(inside.text, '<', inside.length) : NULL;
    if (next == NULL)
        return g_utf8_make_valid(tag->data, (gssize)tag->length);
    g_autofree char *cut = g_utf8_make_valid(tag->data, next - tag->data);
    return g_strconcat(cut, " ", NULL);
}
