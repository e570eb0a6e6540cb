/* body_state.c - see body_state.h. */
#include "parsers/body/body_state.h"

#include "parsers/header/structure.h"
#include "parsers/text/text_clean.h"

#include <string.h>

/* "text", "text; charset=x": not a valid type, but clearly plain text. */
static gboolean
is_no_type(GMimeObject *object)
{
    GMimeHeader *header =
        g_mime_header_list_get_header(g_mime_object_get_header_list(object), "Content-Type");
    const char *value = header == NULL ? NULL : g_mime_header_get_raw_value(header);

    if (value == NULL)
        return FALSE;
    value += strspn(value, " \t\r\n");
    gsize length = strcspn(value, ";\r\n(");
    return memchr(value, '/', length) == NULL;
}

/* Two tokens (RFC 2045 section 5.1) with a slash between them. */
static gboolean
is_type_name(const char *type)
{
    guint n_slashes = 0;

    for (const char *p = type; *p != '\0'; p++) {
        if (!g_ascii_isgraph(*p) || strchr("()<>@,;:\\\"[]?=", *p) != NULL)
            return FALSE;
        n_slashes += *p == '/' ? 1 : 0;
    }
    return n_slashes == 1 && *type != '/' && !g_str_has_suffix(type, "/");
}

char *
body_type(GMimeObject *object)
{
    g_autofree char *type =
        g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));

    if (is_no_type(object))
        return g_strdup("text/plain");
    if (type != NULL && strcmp(type, STRUCTURE_RAW_MESSAGE) == 0)
        return g_strdup("message/rfc822");
    return g_ascii_strdown(type != NULL && is_type_name(type) ? type : "application/octet-stream",
                           -1);
}

gboolean
body_is_type(GMimeObject *object, const char *type, const char *subtype)
{
    return g_mime_content_type_is_type(g_mime_object_get_content_type(object), type, subtype);
}

gboolean
body_is_blank(const char *text)
{
    for (; *text != '\0'; text = text_next_char(text)) {
        if (!g_unichar_isspace(g_utf8_get_char(text)))
            return FALSE;
    }
    return TRUE;
}
