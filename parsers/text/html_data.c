/* html_data.c - see html_data.h. Searches the octets, because the tree does not have addresses in
 * style sheets and comments, and there may be no tree. */
#include "parsers/text/html_data.h"

#include <string.h>

#define SCHEME "data"
/* The media type and its parameters are shorter. */
#define MAX_TYPE_BYTES 300
#define BLANKS " \t\r\n"

/* The characters that end the address at `scheme`, judged by the text before it; NULL if no address
 * begins there. */
static const char *
ends_of_address(const char *html, const char *scheme)
{
    const char *before = scheme;

    while (before > html && g_ascii_isspace(before[-1]))
        before--;
    switch (before > html ? before[-1] : '\0') {
    case '"':
        return "\"";
    case '\'':
        return "'";
    case '(':
        return ")";
    case ';': /* a quote as entity, in a style */
        return ")\"";
    case '=':
    case ',':
        return BLANKS ">";
    default:
        return NULL;
    }
}

/* The text after the comma that ends the media type at `type`, or NULL. */
static const char *
content_of(const char *type, const char *end)
{
    for (const char *p = type; p < end && p - type < MAX_TYPE_BYTES; p++) {
        gboolean is_blank = g_ascii_isspace(*p) && p > type && p[-1] == ';';
        if (*p == ',')
            return p + 1;
        if (!is_blank && !g_ascii_isalnum(*p) &&
            (*p == '\0' || strchr("/+.-;=_%&#'\"", *p) == NULL))
            return NULL;
    }
    return NULL;
}

static gboolean
is_long(const char *content, const char *end, const char *ends)
{
    gsize n = 0;

    for (const char *p = content; p < end && strchr(ends, *p) == NULL; p++) {
        n += g_ascii_isspace(*p) ? 0 : 1;
        if (n >= HTML_DATA_MIN_BYTES)
            return TRUE;
    }
    return FALSE;
}

gboolean
html_data_is_in(const char *html, gsize length)
{
    const char *end = html + length;

    for (const char *p = html; (p = memchr(p, ':', (gsize)(end - p))) != NULL; p++) {
        const char *scheme = p - strlen(SCHEME);
        if (p - html < (gssize)strlen(SCHEME) ||
            g_ascii_strncasecmp(scheme, SCHEME, strlen(SCHEME)) != 0)
            continue;
        const char *ends = ends_of_address(html, scheme);
        const char *content = ends == NULL ? NULL : content_of(p + 1, end);
        if (content != NULL && is_long(content, end, ends))
            return TRUE;
    }
    return FALSE;
}
