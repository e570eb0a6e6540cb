/* delivery_report.c - reads the machine-readable part of a delivery report.
 *
 * Knows the fields of RFC 3464 and searches for the returned header. mail_class.c decides which
 * mail is a report. */
#include "parsers/mail_class/delivery_report.h"

#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_FIELD_BYTES 998
#define MAX_HEADERS_BYTES (64 * 1024)

/* The value of the first of `names` in a block of header lines, unfolded, or NULL. */
static char *
find_value(const char *block, const char *name)
{
    gsize length = strlen(name);

    for (const char *line = block; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n' ? 1 : 0;
        line += strspn(line, " \t>");
        if (g_ascii_strncasecmp(line, name, length) != 0 || line[length] != ':')
            continue;
        const char *end = strchr(line, '\n');
        while (end != NULL && (end[1] == ' ' || end[1] == '\t'))
            end = strchr(end + 1, '\n');
        gsize n = end == NULL ? strlen(line) : (gsize)(end - line);
        g_autofree char *value = g_strndup(line + length + 1, MIN(n - length - 1, MAX_FIELD_BYTES));
        return text_clean_line(value, MAX_FIELD_BYTES);
    }
    return NULL;
}

/* A msg-id without <>, of printable characters, or NULL. */
static char *
bare_id(const char *value)
{
    const char *begin = value == NULL ? NULL : strchr(value, '<');
    const char *end = begin == NULL ? NULL : strchr(begin, '>');

    if (end == NULL || end == begin + 1)
        return NULL;
    g_autofree char *id = g_strndup(begin + 1, (gsize)(end - begin - 1));
    return strpbrk(id, " \t<") == NULL ? g_steal_pointer(&id) : NULL;
}

/* "rfc822; user@example.org" -> the address, without <>. */
static char *
bare_recipient(const char *value)
{
    const char *semicolon = value == NULL ? NULL : strchr(value, ';');
    g_autofree char *copy = g_strdup(semicolon != NULL ? semicolon + 1 : value);

    if (copy == NULL)
        return NULL;
    g_strstrip(g_strdelimit(copy, "<>\"", ' '));
    return *copy == '\0' || strpbrk(copy, " \t") != NULL ? NULL : g_steal_pointer(&copy);
}

/* "5.1.1 (bad address)" -> "5.1.1", or NULL. */
static char *
bare_status(const char *value)
{
    g_autoptr(GRegex) regex =
        g_regex_new("(?<![0-9.])[245]\\.[0-9]{1,3}\\.[0-9]{1,3}(?![0-9.]*[0-9])", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    if (value == NULL || !g_regex_match(regex, value, 0, &match))
        return NULL;
    return g_match_info_fetch(match, 0);
}

static void
take(char **member, char *value)
{
    if (*member == NULL)
        *member = value;
    else
        g_free(value);
}

static void
take_status_block(LetterReport *report, const char *block)
{
    static const char *const recipients[] = {"Final-Recipient", "Original-Recipient",
                                             "X-Failed-Recipients"};
    for (gsize i = 0; i < G_N_ELEMENTS(recipients); i++) {
        g_autofree char *value = find_value(block, recipients[i]);
        take(&report->recipient, bare_recipient(value));
    }
    g_autofree char *status = find_value(block, "Status");
    take(&report->status, bare_status(status));
}

/* The content of a part as text, at most MAX_HEADERS_BYTES of it. (transfer full) */
static char *
part_text(GMimeObject *part)
{
    GMimeDataWrapper *content =
        GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
    if (content == NULL)
        return g_strdup("");
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, stream);
    const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    return text_clean((const char *)bytes->data, MIN(bytes->len, MAX_HEADERS_BYTES));
}

static void
take_part(LetterReport *report, GMimeObject *part)
{
    GMimeContentType *type = g_mime_object_get_content_type(part);

    if (GMIME_IS_MESSAGE_PART(part)) {
        GMimeMessage *returned = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
        const char *id = returned == NULL ? NULL : g_mime_message_get_message_id(returned);
        g_autofree char *wrapped = id == NULL ? NULL : g_strdup_printf("<%s>", id);
        take(&report->original_message_id, bare_id(wrapped));
    } else if (g_mime_content_type_is_type(type, "message", "delivery-status") ||
               g_mime_content_type_is_type(type, "message", "global-delivery-status")) {
        g_autofree char *block = part_text(part);
        take_status_block(report, block);
    } else if (g_mime_content_type_is_type(type, "text", "rfc822-headers") ||
               g_mime_content_type_is_type(type, "message", "*")) {
        g_autofree char *block = part_text(part);
        g_autofree char *id = find_value(block, "Message-ID");
        take(&report->original_message_id, bare_id(id));
    }
}

static void
take_text(LetterReport *report, GMimeMessage *message, const char *text)
{
    g_autofree char *id = find_value(text, "Message-ID");
    const char *failed = g_mime_object_get_header(GMIME_OBJECT(message), "X-Failed-Recipients");
    g_autofree char *clean = failed == NULL ? NULL : text_clean_line(failed, MAX_FIELD_BYTES);

    take(&report->original_message_id, bare_id(id));
    take(&report->recipient, bare_recipient(clean));
    take_status_block(report, text);
    take(&report->status, bare_status(text));
}

void
delivery_report_read(GMimeMessage *message, Letter *letter)
{
    GMimeObject *root = g_mime_message_get_mime_part(message);

    if (letter->mail_class != LETTER_CLASS_BOUNCE)
        return;
    g_autoptr(LetterReport) report = g_new0(LetterReport, 1);
    if (GMIME_IS_MULTIPART(root)) {
        int n = g_mime_multipart_get_count(GMIME_MULTIPART(root));
        for (int i = 0; i < n; i++)
            take_part(report, g_mime_multipart_get_part(GMIME_MULTIPART(root), i));
    }
    take_text(report, message, letter->text);
    letter_report_free(letter->report);
    letter->report = g_steal_pointer(&report);
}
