/* html_typed.c - see html_typed.h. */
#include "parsers/text/html_typed.h"

#include <string.h>

#define MAX_TYPED_BYTES 1000
/* "o:p", "st1:place", "mso:": names of XML. */
#define MAX_PREFIX_BYTES 4

/* Elements of HTML, old programs' too, that the parser has no names for. */
static const char *const elements[] = {
    "blink",    "comment", "dialog",      "picture", "slot",    "portal",   "search",
    "menuitem", "spacer",  "layer",       "ilayer",  "nolayer", "multicol", "nextid",
    "bgsound",  "xml",     "fencedframe", "content", "element", "shadow",
};

/* What stands in the brackets: the name, and all of it. */
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

/* Whether nobody but a person writes it: no value, no slash at the end. */
static gboolean
is_typed(const Inside *inside)
{
    if (has_char(inside, inside->name, '@'))
        return TRUE;
    return !has_char(inside, inside->length, '=') && inside->text[inside->length - 1] != '/' &&
           !is_xml_name(inside) && !is_element_name(inside);
}

/* Whether the end tag is its own: the parser gives it that of an element around, too. */
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

    if (own->tag != GUMBO_TAG_UNKNOWN || own->tag_namespace != GUMBO_NAMESPACE_HTML ||
        tag->length < strlen("<a>") || tag->length > MAX_TYPED_BYTES ||
        tag->data[tag->length - 1] != '>')
        return NULL;
    Inside inside = {.text = tag->data + 1, .length = tag->length - 2};
    while (inside.name < inside.length && !g_ascii_isspace(inside.text[inside.name]))
        inside.name++;
    if (has_end_tag(own, &inside) || !is_typed(&inside))
        return NULL;
    return g_utf8_make_valid(tag->data, (gssize)tag->length);
}
