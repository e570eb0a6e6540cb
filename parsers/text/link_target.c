/* link_target.c - see link_target.h. Wrappers are data: a host, and the position of the target. */
#include "parsers/text/link_target.h"

#include <string.h>

/* How a wrapper writes its target. */
typedef enum {
    WRAPPED_ESCAPED,  /* percent-encoded, up to the next & */
    WRAPPED_HYPHENED, /* -XX for an octet, _ for a slash, up to the next & */
    WRAPPED_BETWEEN,  /* unchanged, up to "__;" */
} WrappedForm;

/* `host` is part of the wrapper's host name; `begin` comes directly before the target. Lower case.
 */
static const struct {
    const char *host;
    const char *begin;
    WrappedForm form;
} wrappers[] = {
    {"safelinks.protection.outlook.com", "?url=", WRAPPED_ESCAPED},
    {"safelinks.protection.outlook.com", "&url=", WRAPPED_ESCAPED},
    {"urldefense.proofpoint.com/v2/", "?u=", WRAPPED_HYPHENED},
    {"urldefense.com/v3/", "/v3/__", WRAPPED_BETWEEN},
    {"linkprotect.cudasvc.com", "?a=", WRAPPED_ESCAPED},
    {"google.com/url", "?q=", WRAPPED_ESCAPED},
    {"google.com/url", "&q=", WRAPPED_ESCAPED},
};

static const char *const schemes[] = {"https://", "http://", "mailto:"};

gboolean
link_is_at(const char *text)
{
    char first = g_ascii_isupper(*text) ? (char)(*text | 0x20) : *text;
    if (first != 'h' && first != 'm') /* called for each word of a text */
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (g_ascii_strncasecmp(text, schemes[i], strlen(schemes[i])) == 0)
            return TRUE;
    return FALSE;
}

gsize
link_length(const char *text)
{
    gsize length = strcspn(text, " \t\n\"<>");
    while (length > 0 && strchr(".,;:!?)]}'*", text[length - 1]) != NULL)
        length--;
    return length;
}

/* Decodes two hexadecimal digits after each `mark`; if that is '-', '_' is a slash. In place. */
static void
decode(char *text, char mark)
{
    char *out = text;
    for (const char *at = text; *at != '\0'; at++) {
        int high = *at == mark ? g_ascii_xdigit_value(at[1]) : -1;
        int low = high >= 0 ? g_ascii_xdigit_value(at[2]) : -1;
        int octet = low >= 0 ? high << 4 | low : 0;
        if (octet > ' ') {
            *out++ = (char)octet;
            at += 2;
        } else if (mark == '-' && *at == '_') {
            *out++ = '/';
        } else {
            *out++ = *at;
        }
    }
    *out = '\0';
}

static char *
unwrapped(const char *begin, WrappedForm form)
{
    const char *end = form == WRAPPED_BETWEEN ? strstr(begin, "__;") : strchr(begin, '&');
    char *target = end != NULL ? g_strndup(begin, (gsize)(end - begin)) : g_strdup(begin);
    if (form != WRAPPED_BETWEEN)
        decode(target, form == WRAPPED_HYPHENED ? '-' : '%');
    return target;
}

/* What `link` (lower case) wraps, or NULL. */
static char *
unwrap(const char *link)
{
    if (strchr(link, '?') == NULL && strstr(link, "/v3/") == NULL)
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(wrappers); i++) {
        const char *host = strstr(link, wrappers[i].host);
        const char *begin = host != NULL ? strstr(host, wrappers[i].begin) : NULL;
        if (begin != NULL)
            return unwrapped(begin + strlen(wrappers[i].begin), wrappers[i].form);
    }
    return NULL;
}

static const char *
skip(const char *text, const char *prefix)
{
    return g_str_has_prefix(text, prefix) ? text + strlen(prefix) : text;
}

char *
link_target(const char *text, gsize length)
{
    g_autofree char *link = g_ascii_strdown(text, (gssize)length);
    for (guint depth = 0; depth < 4; depth++) {
        char *inner = unwrap(link);
        if (inner == NULL)
            break;
        g_free(link);
        link = inner;
    }
    const char *target = link;
    for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
        target = skip(target, schemes[i]);
    target = skip(target, "www.");
    gsize end = strlen(target);
    while (end > 0 && target[end - 1] == '/')
        end--;
    return g_strndup(target, end);
}
