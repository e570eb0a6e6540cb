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

static guint
hex_digits_value(const char *digits, gsize n)
{
    guint value = 0;

    for (gsize i = 0; i < n; i++)
        value = value << 4 | (guint)g_ascii_xdigit_value(digits[i]);
    return value;
}

/* "\\x{E9}" of utf-8-addr-xtext (RFC 6533 section 3) -> the character. (transfer full) */
static char *
decode_utf8_address(const char *address)
{
    GString *decoded = g_string_new(NULL);

    for (const char *p = address; *p != '\0';) {
        gsize n = g_str_has_prefix(p, "\\x{") ? strspn(p + 3, "0123456789ABCDEFabcdef") : 0;
        gunichar c = n > 0 && n <= 6 && p[3 + n] == '}' ? hex_digits_value(p + 3, n) : 0;
        if (c > 0x20 && g_unichar_validate(c) && !g_unichar_iscntrl(c)) {
            g_string_append_unichar(decoded, c);
            p += n + 4;
        } else {
            g_string_append_c(decoded, *p++);
        }
    }
    return g_string_free(decoded, FALSE);
}

/* The address in the field `name` of a block, or NULL. (transfer full) */
static char *
find_address(const char *block, const char *name)
{
    g_autofree char *value = find_value(block, name);
    g_autofree char *address = bare_recipient(value);

    if (address == NULL || g_ascii_strncasecmp(value, "utf-8", strlen("utf-8")) != 0)
        return g_steal_pointer(&address);
    return decode_utf8_address(address);
}

/* "Failed (mailbox full)" -> "failed", or NULL if it is no word of RFC 3464 section 2.3.3. */
static char *
bare_action(const char *value)
{
    g_autofree char *word =
        value == NULL ? NULL : g_ascii_strdown(value, (gssize)strcspn(value, " \t;(,"));

    return word != NULL && letter_is_report_action(word) ? g_steal_pointer(&word) : NULL;
}

/* "smtp; 550 5.1.1 no such user" -> "550 5.1.1 no such user", or NULL. */
static char *
bare_diagnostic(const char *value)
{
    if (value == NULL)
        return NULL;
    const char *semicolon = value + strcspn(value, "; \t");
    const char *text = *semicolon == ';' ? semicolon + 1 : value;
    g_autofree char *bare = g_strstrip(g_strdup(text));
    return *bare != '\0' ? g_steal_pointer(&bare) : NULL;
}

/* The status of a recipient: of Status, or else of what the mail server said. */
static char *
find_status(const char *group, const char *diagnostic)
{
    g_autofree char *field = find_value(group, "Status");
    char *status = bare_status(field);

    if (status != NULL || diagnostic == NULL)
        return status;
    status = bare_status(diagnostic);
    if (status == NULL && g_ascii_isdigit(diagnostic[0]) && strchr("45", diagnostic[0]) != NULL &&
        g_ascii_isdigit(diagnostic[1]) && g_ascii_isdigit(diagnostic[2]) &&
        !g_ascii_isalnum(diagnostic[3]))
        status = g_strdup_printf("%c.0.0", diagnostic[0]);
    return status;
}

/* Takes one group of fields: a recipient, if it names one. */
static void
take_group(LetterReport *report, const char *group)
{
    g_autofree char *final = find_address(group, "Final-Recipient");
    g_autofree char *original = find_address(group, "Original-Recipient");
    g_autofree char *action = find_value(group, "Action");
    g_autofree char *diagnostic = find_value(group, "Diagnostic-Code");

    if ((final == NULL && original == NULL) ||
        report->recipients->len >= LETTER_MAX_REPORT_RECIPIENTS)
        return;
    LetterReportRecipient *recipient = g_new0(LetterReportRecipient, 1);
    gboolean has_other =
        final != NULL && original != NULL && g_ascii_strcasecmp(final, original) != 0;
    recipient->address = final != NULL ? g_steal_pointer(&final) : g_steal_pointer(&original);
    recipient->original_address = has_other ? g_steal_pointer(&original) : NULL;
    recipient->action = bare_action(action);
    recipient->diagnostic = bare_diagnostic(diagnostic);
    recipient->status = find_status(group, recipient->diagnostic);
    g_ptr_array_add(report->recipients, recipient);
}

/* An empty line is between the fields of two recipients (RFC 3464 section 2.1). */
static void
take_groups(LetterReport *report, const char *block)
{
    g_auto(GStrv) lines = g_strsplit(block, "\n", -1);
    g_autoptr(GString) group = g_string_new(NULL);

    for (char **line = lines; *line != NULL; line++) {
        gboolean is_empty = (*line)[strspn(*line, " \t\r")] == '\0';
        if (!is_empty)
            g_string_append_printf(group, "%s\n", *line);
        if (is_empty || line[1] == NULL) {
            take_group(report, group->str);
            g_string_truncate(group, 0);
        }
    }
}

/* X-Failed-Recipients names those whom the mail will never reach, for reports without fields. */
static void
take_failed(LetterReport *report, const char *failed, const char *text)
{
    g_auto(GStrv) values = g_strsplit(failed != NULL ? failed : "", ",", -1);

    for (char **value = values; *value != NULL; value++) {
        char *address = bare_recipient(*value);
        if (address == NULL || report->recipients->len >= LETTER_MAX_REPORT_RECIPIENTS) {
            g_free(address);
            continue;
        }
        LetterReportRecipient *recipient = g_new0(LetterReportRecipient, 1);
        recipient->address = address;
        recipient->status = bare_status(text);
        /* it may be about a mail that is late, and no field says so */
        gboolean is_doubtful = recipient->status != NULL && recipient->status[0] == '4';
        recipient->action = is_doubtful ? NULL : g_strdup("failed");
        g_ptr_array_add(report->recipients, recipient);
    }
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
        g_autofree char *id = find_value(block, "X-Original-Message-ID");
        take(&report->original_message_id, bare_id(id));
        take_status_block(report, block);
        take_groups(report, block);
    } else if (g_mime_content_type_is_type(type, "text", "rfc822-headers") ||
               g_mime_content_type_is_type(type, "message", "*")) {
        g_autofree char *block = part_text(part);
        g_autofree char *id = find_value(block, "Message-ID");
        take(&report->original_message_id, bare_id(id));
    }
}

static void
take_text(LetterReport *report, GMimeMessage *message, const Letter *letter)
{
    const char *text = letter->text;
    g_autofree char *id = find_value(text, "Message-ID");
    const char *failed = g_mime_object_get_header(GMIME_OBJECT(message), "X-Failed-Recipients");
    g_autofree char *clean = failed == NULL ? NULL : text_clean_line(failed, MAX_FIELD_BYTES);

    take(&report->original_message_id, bare_id(id));
    if (letter->in_reply_to->len > 0)
        take(&report->original_message_id, g_strdup(g_ptr_array_index(letter->in_reply_to, 0)));
    take(&report->recipient, bare_recipient(clean));
    take_status_block(report, text);
    take(&report->status, bare_status(text));
    if (report->recipients->len == 0)
        take_failed(report, clean, text);
}

void
delivery_report_read(GMimeMessage *message, Letter *letter)
{
    GMimeObject *root = g_mime_message_get_mime_part(message);

    if (letter->mail_class != LETTER_CLASS_BOUNCE)
        return;
    g_autoptr(LetterReport) report = letter_report_new();
    if (GMIME_IS_MULTIPART(root)) {
        int n = g_mime_multipart_get_count(GMIME_MULTIPART(root));
        for (int i = 0; i < n; i++)
            take_part(report, g_mime_multipart_get_part(GMIME_MULTIPART(root), i));
    }
    take_text(report, message, letter);
    letter_report_free(letter->report);
    letter->report = g_steal_pointer(&report);
}
