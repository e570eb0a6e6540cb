/* attachment_name.c - see attachment_name.h.
 *
 * Decides what a name may contain and how equal names are told apart. Does not know the parts of a
 * mail. */
#include "parsers/attachment/attachment_name.h"

#include <string.h>

#include "parsers/text/text_clean.h"

#define ATTACHMENT_NAME_MAX_EXTENSION 16

/* Names for common types. Other types use their subtype or ".bin" as extension. */
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
    {"application/pgp-signature", "signature.asc"},
    {"application/pgp-encrypted", "encrypted.asc"},
    {"application/pkcs7-signature", "smime.p7s"},
    {"application/x-pkcs7-signature", "smime.p7s"},
    {"application/pkcs7-mime", "smime.p7m"},
    {"application/x-pkcs7-mime", "smime.p7m"},
    {"application/ms-tnef", "winmail.dat"},
};

/* The extension for a type that is not in the table: the usual one, else the subtype if it looks
 * like an extension. (transfer full) */
static char *
type_extension(const char *content_type)
{
    static const char *const extensions[][2] = {
        {"image/jpeg", "jpg"},        {"image/svg+xml", "svg"},   {"image/tiff", "tif"},
        {"image/x-icon", "ico"},      {"audio/mpeg", "mp3"},      {"audio/basic", "au"},
        {"video/quicktime", "mov"},   {"application/gzip", "gz"}, {"application/postscript", "ps"},
        {"application/msword", "doc"}};
    for (guint i = 0; i < G_N_ELEMENTS(extensions); i++)
        if (strcmp(extensions[i][0], content_type) == 0)
            return g_strdup(extensions[i][1]);
    const char *slash = strchr(content_type, '/');
    gsize length = slash != NULL ? strspn(slash + 1, "abcdefghijklmnopqrstuvwxyz0123456789") : 0;
    if (length > 0 && length <= 5 && slash[1 + length] == '\0')
        return g_strdup(slash + 1);
    return g_strdup(g_str_has_prefix(content_type, "text/") ? "txt" : "bin");
}

/* `ret_is_numbered`: the name ends in "-1" before its extension. */
static char *
from_type(const char *content_type, gboolean *ret_is_numbered)
{
    static const char *const stems[] = {"image", "audio", "video", "text"};
    const char *stem = "file";
    *ret_is_numbered = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(attachment_name_types); i++)
        if (strcmp(attachment_name_types[i].type, content_type) == 0)
            return g_strdup(attachment_name_types[i].name);
    for (guint i = 0; i < G_N_ELEMENTS(stems); i++)
        if (g_str_has_prefix(content_type, stems[i]) && content_type[strlen(stems[i])] == '/')
            stem = stems[i];
    g_autofree char *extension = type_extension(content_type);
    *ret_is_numbered = TRUE;
    return g_strdup_printf("%s.%s", stem, extension);
}

/* The name without everything that could mislead a reader. */
static char *
clean(const char *given)
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
find_extension(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL && dot != name && strlen(dot) <= ATTACHMENT_NAME_MAX_EXTENSION
               ? dot
               : name + strlen(name);
}

/* `name` with `mark` before its extension, within `max_bytes`. */
static char *
fit(const char *name, const char *mark, gsize max_bytes)
{
    const char *extension = find_extension(name);
    gsize fixed = strlen(mark) + strlen(extension);
    gsize stem = (gsize)(extension - name);
    g_autofree char *head = g_strndup(name, stem);
    if (stem + fixed > max_bytes)
        head[text_prefix_length(head, max_bytes > fixed ? max_bytes - fixed : 1)] = '\0';
    return g_strconcat(head, mark, extension, NULL);
}

struct AttachmentNames {
    GHashTable *taken; /* of char *, case-folded -> the number tried last for it */
};

AttachmentNames *
attachment_names_new(void)
{
    AttachmentNames *names = g_new0(AttachmentNames, 1);
    names->taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return names;
}

void
attachment_names_free(AttachmentNames *names)
{
    g_hash_table_unref(names->taken);
    g_free(names);
}

/* FALSE if it is taken. */
static gboolean
attachment_names_take(AttachmentNames *names, const char *name)
{
    char *folded = text_casefold(name, -1);
    if (g_hash_table_contains(names->taken, folded)) {
        g_free(folded);
        return FALSE;
    }
    return g_hash_table_insert(names->taken, folded, GUINT_TO_POINTER(1));
}

char *
attachment_names_add(AttachmentNames *names, const char *given, const char *content_type,
                     gsize max_bytes)
{
    gboolean is_numbered = FALSE;
    g_autofree char *name = given != NULL ? clean(given) : g_strdup("");
    if (*name == '\0') {
        g_free(name);
        name = from_type(content_type, &is_numbered);
    }
    char *unique = fit(name, is_numbered ? "-1" : "", MAX(max_bytes, 16));
    if (attachment_names_take(names, unique))
        return unique;
    g_autofree char *folded = text_casefold(unique, -1);
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(names->taken, folded));
    do {
        g_autofree char *mark = g_strdup_printf("-%u", ++number);
        g_free(unique);
        unique = fit(name, mark, MAX(max_bytes, 16));
    } while (!attachment_names_take(names, unique));
    g_hash_table_insert(names->taken, g_steal_pointer(&folded), GUINT_TO_POINTER(number));
    return unique;
}
