/* attachment_name.c - see attachment_name.h. Pure text; knows nothing of parts. */
#include "parsers/attachment_name.h"

#include <string.h>

#include "parsers/text_clean.h"

#define ATTACHMENT_NAME_MAX_EXTENSION 16

/* The names of types that people meet; every other one gives its own subtype or ".bin". */
static const struct {
    const char *type, *name;
} attachment_name_types[] = {
    {"message/rfc822", "message.eml"},
    {"message/delivery-status", "delivery-status.txt"},
    {"message/disposition-notification", "receipt.txt"},
    {"text/plain", "text.txt"},
    {"text/html", "text.html"},
    {"text/calendar", "invitation.ics"},
    {"text/rfc822-headers", "headers.txt"},
    {"text/vcard", "contact.vcf"},
    {"text/x-vcard", "contact.vcf"},
    {"image/jpeg", "image.jpg"},
    {"image/svg+xml", "image.svg"},
    {"application/octet-stream", "file.bin"},
    {"application/pgp-signature", "signature.asc"},
    {"application/pgp-encrypted", "encrypted.asc"},
    {"application/pkcs7-signature", "smime.p7s"},
    {"application/x-pkcs7-signature", "smime.p7s"},
    {"application/pkcs7-mime", "smime.p7m"},
    {"application/x-pkcs7-mime", "smime.p7m"},
    {"application/ms-tnef", "winmail.dat"},
};

static char *
attachment_name_from_type(const char *content_type)
{
    for (guint i = 0; i < G_N_ELEMENTS(attachment_name_types); i++)
        if (strcmp(attachment_name_types[i].type, content_type) == 0)
            return g_strdup(attachment_name_types[i].name);
    const char *slash = strchr(content_type, '/');
    gsize length = slash != NULL ? strspn(slash + 1, "abcdefghijklmnopqrstuvwxyz0123456789") : 0;
    gboolean is_plain = length > 0 && length <= 8 && slash[1 + length] == '\0';
    const char *stem = g_str_has_prefix(content_type, "image/")   ? "image"
                       : g_str_has_prefix(content_type, "audio/") ? "audio"
                       : g_str_has_prefix(content_type, "video/") ? "video"
                                                                  : "file";
    return g_strdup_printf("%s.%s", stem, is_plain ? slash + 1 : "bin");
}

/* What is left of a name when everything that could mislead is gone. */
static char *
attachment_name_clean(const char *given)
{
    g_autofree char *line = text_clean_line(given, strlen(given));
    const char *slash = strrchr(line, '/');
    const char *backslash = strrchr(line, '\\');
    const char *base = slash > backslash ? slash : backslash;
    GString *name = g_string_new(NULL);
    for (const char *p = base != NULL ? base + 1 : line; *p != '\0'; p = text_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        GUnicodeType type = g_unichar_type(c);
        if (type == G_UNICODE_FORMAT || type == G_UNICODE_CONTROL ||
            type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR ||
            type == G_UNICODE_PRIVATE_USE)
            continue;
        g_string_append_unichar(name, strchr(":*?\"<>|", (int)c) != NULL && c < 128 ? '_' : c);
    }
    char *text = g_strstrip(g_string_free(name, FALSE));
    /* "..", ".profile": a leading dot hides a file, or names a folder. */
    gsize dots = strspn(text, ". ");
    memmove(text, text + dots, strlen(text + dots) + 1);
    return text;
}

static const char *
attachment_name_extension(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL && dot != name && strlen(dot) <= ATTACHMENT_NAME_MAX_EXTENSION
               ? dot
               : name + strlen(name);
}

/* `name` with `mark` before its extension, within `max_bytes`. */
static char *
attachment_name_fit(const char *name, const char *mark, gsize max_bytes)
{
    const char *extension = attachment_name_extension(name);
    gsize fixed = strlen(mark) + strlen(extension);
    gsize stem = (gsize)(extension - name);
    g_autofree char *head = g_strndup(name, stem);
    if (stem + fixed > max_bytes)
        head[text_prefix_length(head, max_bytes > fixed ? max_bytes - fixed : 1)] = '\0';
    return g_strconcat(head, mark, extension, NULL);
}

static gboolean
attachment_name_is_taken(const char *name, GPtrArray *taken)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    for (guint i = 0; i < taken->len; i++) {
        g_autofree char *other = g_utf8_casefold(g_ptr_array_index(taken, i), -1);
        if (strcmp(folded, other) == 0)
            return TRUE;
    }
    return FALSE;
}

char *
attachment_name_new(const char *given, const char *content_type, GPtrArray *taken, gsize max_bytes)
{
    g_autofree char *name = given != NULL ? attachment_name_clean(given) : g_strdup("");
    if (*name == '\0') {
        g_free(name);
        name = attachment_name_from_type(content_type);
    }
    char *unique = attachment_name_fit(name, "", max_bytes);
    for (guint number = 2; attachment_name_is_taken(unique, taken); number++) {
        g_autofree char *mark = g_strdup_printf("-%u", number);
        g_free(unique);
        unique = attachment_name_fit(name, mark, max_bytes);
    }
    return unique;
}
