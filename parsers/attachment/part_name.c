/* part_name.c - see part_name.h.
 *
 * GMime reads the parameters. This module repairs what GMime would misread: words with padding
 * between them, and RFC 2231 values in parameters without an asterisk. attachment_name.c makes the
 * name safe. */
#include "parsers/attachment/part_name.h"

#include "parsers/encoding/charset.h"
#include "parsers/header/encoded_word.h"

#include <string.h>

/* charset'language'percent-encoded: some programs write this into a plain parameter. */
static char *
decode_extended(const char *value)
{
    const char *first = strchr(value, '\'');
    const char *second = first == NULL ? NULL : strchr(first + 1, '\'');

    if (second == NULL || first == value || second - first > 12 || strchr(second, '%') == NULL ||
        strcspn(value, " %/\\") < (gsize)(second - value))
        return NULL;
    g_autoptr(GString) bytes = g_string_new(NULL);
    for (const char *p = second + 1; *p != '\0'; p++) {
        if (*p == '%' && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
            g_string_append_c(bytes,
                              (char)(g_ascii_xdigit_value(p[1]) * 16 + g_ascii_xdigit_value(p[2])));
            p += 2;
        } else {
            g_string_append_c(bytes, *p);
        }
    }
    g_autofree char *charset = g_strndup(value, (gsize)(first - value));
    g_autoptr(GString) text = charset_to_utf8(charset, bytes->str, bytes->len, "windows-1252");
    return g_strndup(text->str, text->len);
}

static const char *
raw_field(GMimeObject *part, const char *name)
{
    GMimeHeader *header = g_mime_header_list_get_header(g_mime_object_get_header_list(part), name);

    return header == NULL ? NULL : g_mime_header_get_raw_value(header);
}

/* The end of the parameter at `text`: a semicolon outside of quotation marks, or the end. */
static const char *
parameter_end(const char *text)
{
    gboolean is_quoted = FALSE;

    for (; *text != '\0' && (is_quoted || *text != ';'); text++) {
        if (*text == '\\' && is_quoted && text[1] != '\0')
            text++;
        else if (*text == '"')
            is_quoted = !is_quoted;
    }
    return text;
}

typedef enum { OTHER_PARAMETER, PLAIN_PARAMETER, EXTENDED_PARAMETER } ParameterForm;

/* "name=x" or "name*=utf-8''x", "name*0=x" (RFC 2231). */
static ParameterForm
parameter_form(const char *text, const char *name)
{
    text += strspn(text, "; \t\r\n");
    if (g_ascii_strncasecmp(text, name, strlen(name)) != 0)
        return OTHER_PARAMETER;
    text += strlen(name);
    text += strspn(text, " \t\r\n");
    return *text == '=' ? PLAIN_PARAMETER : *text == '*' ? EXTENDED_PARAMETER : OTHER_PARAMETER;
}

/* `raw` without the plain form of the parameter `name`, if the extended form exists too. The
 * extended form counts (RFC 2231); the plain form is for old programs. (transfer full) (nullable)
 */
static char *
without_plain_form(const char *raw, const char *name)
{
    g_autoptr(GString) rest = g_string_new(NULL);
    gboolean has_plain = FALSE, has_extended = FALSE;
    const char *end = NULL;

    for (const char *p = raw; *p != '\0'; p = end) {
        end = parameter_end(*p == ';' ? p + 1 : p);
        ParameterForm form = p == raw ? OTHER_PARAMETER : parameter_form(p, name);
        has_plain = has_plain || form == PLAIN_PARAMETER;
        has_extended = has_extended || form == EXTENDED_PARAMETER;
        if (form != PLAIN_PARAMETER)
            g_string_append_len(rest, p, end - p);
    }
    return has_plain && has_extended ? g_strdup(rest->str) : NULL;
}

/* Rewrites what GMime would misread: a name in two forms, runs of encoded words, and an encoded
 * NUL, at which GMime would stop. NULL: nothing to rewrite. (transfer full) */
static char *
mend_field(const char *raw, const char *name, const char *fallback)
{
    g_autofree char *single = raw == NULL ? NULL : without_plain_form(raw, name);

    if (single != NULL)
        raw = single;
    if (raw == NULL || (strstr(raw, "=?") == NULL && strstr(raw, "%00") == NULL))
        return g_steal_pointer(&single);
    g_autofree char *unified = encoded_word_unify(raw, fallback);
    g_autoptr(GString) mended = g_string_new(unified);
    g_string_replace(mended, "%00", "", 0);
    return g_strdup(mended->str);
}

static char *
filename_of_disposition(GMimeObject *part, GMimeParserOptions *options, const char *fallback)
{
    g_autofree char *mended =
        mend_field(raw_field(part, "Content-Disposition"), "filename", fallback);

    if (mended == NULL)
        return g_strdup(g_mime_object_get_content_disposition_parameter(part, "filename"));
    GMimeContentDisposition *disposition = g_mime_content_disposition_parse(options, mended);
    char *name = g_strdup(g_mime_content_disposition_get_parameter(disposition, "filename"));
    g_object_unref(disposition);
    return name;
}

static char *
name_of_type(GMimeObject *part, GMimeParserOptions *options, const char *fallback)
{
    g_autofree char *mended = mend_field(raw_field(part, "Content-Type"), "name", fallback);

    if (mended == NULL)
        return g_strdup(g_mime_object_get_content_type_parameter(part, "name"));
    g_autoptr(GMimeContentType) type = g_mime_content_type_parse(options, mended);
    return g_strdup(g_mime_content_type_get_parameter(type, "name"));
}

char *
part_name_get(GMimeObject *part, GMimeParserOptions *options, const char *fallback)
{
    g_autofree char *name = filename_of_disposition(part, options, fallback);

    if (name == NULL || *name == '\0') {
        g_free(name);
        name = name_of_type(part, options, fallback);
    }
    if (name == NULL || *name == '\0')
        return NULL;
    char *extended = decode_extended(name);
    return extended != NULL ? extended : encoded_word_decode(name, fallback);
}
