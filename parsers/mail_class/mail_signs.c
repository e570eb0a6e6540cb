/* mail_signs.c - see mail_signs.h.
 *
 * Does not know what a sign means. */
#include "parsers/mail_class/mail_signs.h"

#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_REASON_BYTES 120

const char *
mail_signs_header(const MailSigns *signs, const char *name)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(signs->message));
    GMimeHeader *header = g_mime_header_list_get_header(headers, name);
    const char *value = header == NULL ? NULL : g_mime_header_get_raw_value(header);

    return value == NULL ? "" : value + strspn(value, " \t\r\n");
}

/* Skips white space and comments (RFC 5322 section 3.2.2), which may be nested. */
static const char *
skip_comments(const char *value)
{
    guint depth = 0;

    for (; *value != '\0'; value++) {
        if (*value == '\\' && depth > 0 && value[1] != '\0')
            value++;
        else if (*value == '(')
            depth++;
        else if (*value == ')' && depth > 0)
            depth--;
        else if (depth == 0 && strchr(" \t\r\n", *value) == NULL)
            break;
    }
    return value;
}

gboolean
mail_signs_header_is(const MailSigns *signs, const char *name, const char *word)
{
    const char *value = skip_comments(mail_signs_header(signs, name));
    gsize length = strlen(word);

    return g_ascii_strncasecmp(value, word, length) == 0 &&
           (value[length] == '\0' || strchr(" \t\r\n;,(", value[length]) != NULL);
}

gboolean
mail_signs_has_word(const MailSigns *signs, const char *name)
{
    return *skip_comments(mail_signs_header(signs, name)) != '\0';
}

gboolean
mail_signs_headers_are(const MailSigns *signs, const char *name, const char *const *words)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(signs->message));

    for (int i = 0; i < g_mime_header_list_get_count(headers); i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
        const char *value = g_mime_header_get_raw_value(header);
        if (value == NULL || g_ascii_strcasecmp(g_mime_header_get_name(header), name) != 0)
            continue;
        value = skip_comments(value);
        g_autofree char *all = g_ascii_strdown(value, (gssize)strcspn(value, ";("));
        g_auto(GStrv) found = g_strsplit_set(all, ", \t\r\n", -1);
        for (gsize j = 0; found[j] != NULL; j++)
            if (*found[j] != '\0' && !g_strv_contains(words, found[j]))
                return FALSE;
    }
    return TRUE;
}

char *
mail_signs_describe(const MailSigns *signs, const char *name)
{
    g_autofree char *value = text_clean_line(mail_signs_header(signs, name), MAX_REASON_BYTES);

    return g_strdup_printf("%s: %s", name, value);
}

/* The From of a mail system sometimes has no address: "MAILER-DAEMON <>", "Mail Delivery System
 * <>". */
static char *
name_without_address(const MailSigns *signs)
{
    const char *value = mail_signs_header(signs, "From");
    g_autofree char *name = g_ascii_strdown(value, (gssize)strcspn(value, "<(\r\n"));

    return g_strdup(g_strstrip(g_strdelimit(name, "\"", ' ')));
}

char *
mail_signs_local_part(const MailSigns *signs)
{
    if (signs->letter->from->len == 0)
        return name_without_address(signs);
    const LetterAddress *from = g_ptr_array_index(signs->letter->from, 0);
    const char *at = strrchr(from->address, '@');
    return g_ascii_strdown(from->address, at == NULL ? -1 : at - from->address);
}

gboolean
mail_signs_is_null_sender(const MailSigns *signs)
{
    if (signs->options->envelope_sender != NULL)
        return *signs->options->envelope_sender == '\0';
    return g_str_has_prefix(mail_signs_header(signs, "Return-Path"), "<>");
}

char *
mail_signs_envelope_local_part(const MailSigns *signs)
{
    const char *sender = signs->options->envelope_sender;

    if (sender == NULL)
        sender = mail_signs_header(signs, "Return-Path");
    sender += strspn(sender, "<");
    return g_ascii_strdown(sender, (gssize)strcspn(sender, "@> \t\r\n"));
}

gboolean
mail_signs_is_report(const MailSigns *signs, const char *report_type)
{
    GMimeObject *root = g_mime_message_get_mime_part(signs->message);
    GMimeContentType *type = root == NULL ? NULL : g_mime_object_get_content_type(root);

    if (type == NULL || !g_mime_content_type_is_type(type, "multipart", "report"))
        return FALSE;
    const char *kind = g_mime_content_type_get_parameter(type, "report-type");
    if (kind == NULL || report_type == NULL)
        return kind == report_type;
    return g_ascii_strcasecmp(kind, report_type) == 0;
}

gboolean
mail_signs_has_part(const MailSigns *signs, const char *type, const char *subtype)
{
    GMimeObject *root = g_mime_message_get_mime_part(signs->message);

    if (!GMIME_IS_MULTIPART(root))
        return FALSE;
    for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(root)); i++) {
        GMimeObject *part = g_mime_multipart_get_part(GMIME_MULTIPART(root), i);
        if (g_mime_content_type_is_type(g_mime_object_get_content_type(part), type, subtype))
            return TRUE;
    }
    return FALSE;
}

gboolean
mail_signs_text_has(const char *text, gsize max_bytes, const char *const *words)
{
    g_autofree char *folded = text_casefold(text, (gssize)text_prefix_length(text, max_bytes));

    for (gsize i = 0; words[i] != NULL; i++) {
        if (strstr(folded, words[i]) != NULL)
            return TRUE;
    }
    return FALSE;
}
