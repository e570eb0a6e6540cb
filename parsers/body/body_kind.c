/* body_kind.c - see body_kind.h. */
#include "parsers/body/body_kind.h"

#include "parsers/body/body_file.h"
#include "parsers/encoding/transfer_encoding.h"

#include <string.h>

#define MAX_LOOK_DEPTH 8
#define LOOK_BYTES ((gsize)1024)
#define MIN_CONTROLS 5

gboolean
body_kind_has_disposition(GMimeObject *object, const char *wanted)
{
    const char *disposition = g_mime_object_get_disposition(object);

    return disposition != NULL && g_ascii_strcasecmp(disposition, wanted) == 0;
}

static gboolean
has_name(GMimeObject *object)
{
    return g_mime_object_get_content_disposition_parameter(object, "filename") != NULL ||
           g_mime_object_get_content_type_parameter(object, "name") != NULL;
}

gboolean
body_kind_is_html(GMimeObject *object)
{
    return body_is_type(object, "text", "html") || body_is_type(object, "application", "xhtml+xml");
}

/* Whether a type is read as text. Unknown subtypes of text/ are plain text (RFC 2046 section
 * 4.1.4), but data for programs is a file. */
static gboolean
has_text_type(GMimeObject *object)
{
    g_autofree char *type = body_type(object);
    static const char *const files[] = {"calendar",
                                        "csv",
                                        "tab-separated-values",
                                        "vcard",
                                        "x-vcard",
                                        "directory",
                                        "css",
                                        "javascript",
                                        "rtf",
                                        "xml",
                                        "rfc822-headers",
                                        "rfc822-header",
                                        "x-patch",
                                        "x-diff",
                                        "x-amp-html",
                                        "x-watch-html",
                                        "watch-html",
                                        "x-log",
                                        "x-sh",
                                        "x-python",
                                        "x-c"};

    if (strcmp(type, "application/xhtml+xml") == 0)
        return TRUE;
    if (!g_str_has_prefix(type, "text/"))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        if (strcmp(type + strlen("text/"), files[i]) == 0)
            return FALSE;
    }
    return TRUE;
}

/* The text of an unknown encoding cannot be read (RFC 2045 section 6.4). */
static gboolean
has_unknown_encoding(GMimeObject *object)
{
    static const char *const known[] = {
        "7bit", "8bit",     "binary",     "base64", "quoted-printable",
        "uu",   "uuencode", "x-uuencode", "x-uu"};
    const char *value = g_mime_object_get_header(object, "Content-Transfer-Encoding");

    if (value == NULL)
        return FALSE;
    g_autofree char *word = g_strndup(value, strcspn(value, " \t\r\n;("));
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        if (g_ascii_strcasecmp(word, known[i]) == 0)
            return FALSE;
    }
    return strncmp(word, "x-", 2) == 0;
}

gboolean
body_kind_is_text(const Body *body, GMimeObject *object)
{
    if (!GMIME_IS_PART(object) || GMIME_IS_MESSAGE_PARTIAL(object) || !has_text_type(object) ||
        body_kind_has_disposition(object, "attachment"))
        return FALSE;
    return !has_name(object) ||
           (body->is_named_text && body_is_blank(body->text->str) && !has_unknown_encoding(object));
}

gboolean
body_kind_has_nameless_text(GMimeObject *object, guint depth)
{
    if (GMIME_IS_PART(object))
        return has_text_type(object) && !body_kind_has_disposition(object, "attachment") &&
               !has_name(object);
    for (int i = 0; GMIME_IS_MULTIPART(object) && depth < MAX_LOOK_DEPTH &&
                    i < g_mime_multipart_get_count(GMIME_MULTIPART(object));
         i++) {
        if (body_kind_has_nameless_text(g_mime_multipart_get_part(GMIME_MULTIPART(object), i),
                                        depth + 1))
            return TRUE;
    }
    return FALSE;
}

gboolean
body_kind_is_signature(GMimeObject *object)
{
    return body_is_type(object, "application", "pgp-signature") ||
           body_is_type(object, "application", "pkcs7-signature") ||
           body_is_type(object, "application", "x-pkcs7-signature");
}

/* ---- binary content ---- */

/* The first octets of file formats that are never text. */
static gboolean
has_magic(const GString *head)
{
    static const struct {
        const char *octets;
        gsize length;
    } magics[] = {{"%PDF-", 5},        {"PK\x03\x04", 4}, {"\x89PNG", 4},  {"GIF8", 4},
                  {"\xff\xd8\xff", 3}, {"II*\0", 4},      {"MM\0*", 4},    {"\xd0\xcf\x11\xe0", 4},
                  {"\x1f\x8b", 2},     {"7z\xbc\xaf", 4}, {"Rar!\x1a", 5}, {"BZh", 3},
                  {"OggS", 4},         {"ID3", 3},        {"MZ\x90", 3}};

    for (gsize i = 0; i < G_N_ELEMENTS(magics); i++) {
        if (head->len > magics[i].length &&
            memcmp(head->str, magics[i].octets, magics[i].length) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Text in UTF-16 and UTF-32 is full of NULs. */
static gboolean
has_wide_charset(GMimeObject *object, const GString *head)
{
    const char *charset = g_mime_object_get_content_type_parameter(object, "charset");

    if (charset != NULL && (g_ascii_strncasecmp(charset, "utf-16", 6) == 0 ||
                            g_ascii_strncasecmp(charset, "utf-32", 6) == 0 ||
                            g_ascii_strncasecmp(charset, "ucs", 3) == 0 ||
                            g_ascii_strncasecmp(charset, "iso-10646", 9) == 0 ||
                            g_ascii_strcasecmp(charset, "unicode") == 0))
        return TRUE;
    return head->len >= 2 &&
           (memcmp(head->str, "\xff\xfe", 2) == 0 || memcmp(head->str, "\xfe\xff", 2) == 0);
}

gboolean
body_kind_is_binary(GMimePart *part)
{
    GMimeObject *object = GMIME_OBJECT(part);
    gsize n_controls = 0, n_nuls = 0;

    if (g_mime_object_get_header(object, "Content-Type") == NULL)
        return FALSE;
    g_autoptr(GString) head = transfer_encoding_head(part, LOOK_BYTES);
    if (has_wide_charset(object, head))
        return FALSE;
    for (gsize i = 0; i < head->len; i++) {
        guchar c = (guchar)head->str[i];
        n_nuls += c == 0 ? 1 : 0;
        n_controls += c < 32 && strchr("\t\n\r\f\v\b\x1b\x0e\x0f", c) == NULL ? 1 : 0;
    }
    return has_magic(head) ||
           (n_nuls > 0 && n_controls >= MIN_CONTROLS && n_controls * 16 > head->len);
}
