/* header_lines.c - see header_lines.h. Does not decide where a header ends. */
#include "parsers/header/header_lines.h"

#include <string.h>

/* Fields that occur once in a header. They distinguish a header from text. */
static const char *const single_fields[] = {
    "from",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "message-id",
    "sender",
    "reply-to",
    "mime-version",
    "content-type",
    "return-path",
    "references",
    "in-reply-to",
    "content-transfer-encoding",
    "user-agent",
    "list-id",
    "precedence",
    "importance",
    "content-disposition",
    "content-id",
    "organization",
    "auto-submitted",
};

static const char *const other_fields[] = {
    "received",     "delivered-to",           "envelope-to",
    "errors-to",    "authentication-results", "dkim-signature",
    "received-spf", "thread-topic",           "thread-index",
    "priority",     "return-receipt-to",      "disposition-notification-to",
    "autocrypt",    "accept-language",        "mailing-list",
};

static const char *const field_families[] = {"x-", "content-", "list-", "arc-", "resent-"};

gboolean
header_line_read(const char *text, gsize length, gsize at, gboolean is_all, HeaderLine *ret_line)
{
    const char *end = at < length ? memchr(text + at, '\n', length - at) : NULL;

    if (end == NULL && (at >= length || !is_all))
        return FALSE;
    ret_line->begin = text + at;
    ret_line->whole = end == NULL ? length - at : (gsize)(end - ret_line->begin) + 1;
    ret_line->length = ret_line->whole - (end == NULL ? 0 : 1);
    if (ret_line->length > 0 && ret_line->begin[ret_line->length - 1] == '\r')
        ret_line->length--;
    return TRUE;
}

gsize
header_line_name_length(const HeaderLine *line)
{
    gsize i = 0;

    while (i < line->length && line->begin[i] > ' ' && line->begin[i] < 127 &&
           line->begin[i] != ':')
        i++;
    gsize name = i;
    while (i < line->length && (line->begin[i] == ' ' || line->begin[i] == '\t'))
        i++;
    return i < line->length && line->begin[i] == ':' ? name : 0;
}

gboolean
header_line_is_field(const HeaderLine *line, const char *name)
{
    gsize length = strlen(name);

    return header_line_name_length(line) == length &&
           g_ascii_strncasecmp(name, line->begin, length) == 0;
}

int
header_line_known_field(const HeaderLine *line)
{
    gsize length = header_line_name_length(line);

    if (length == 0)
        return -1;
    for (gsize i = 0; i < G_N_ELEMENTS(single_fields); i++) {
        if (header_line_is_field(line, single_fields[i]))
            return (int)i + 1;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(other_fields); i++) {
        if (header_line_is_field(line, other_fields[i]))
            return 0;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(field_families); i++) {
        gsize family = strlen(field_families[i]);
        if (length > family && g_ascii_strncasecmp(field_families[i], line->begin, family) == 0)
            return 0;
    }
    return -1;
}

gboolean
header_line_is_white(const HeaderLine *line)
{
    for (gsize i = 0; i < line->length; i++) {
        if (line->begin[i] != ' ' && line->begin[i] != '\t')
            return FALSE;
    }
    return TRUE;
}

gboolean
header_line_is_folded(const HeaderLine *line)
{
    return line->length > 0 && (*line->begin == ' ' || *line->begin == '\t');
}

gboolean
header_line_is_envelope(const HeaderLine *line)
{
    return (line->length >= 5 && memcmp(line->begin, "From ", 5) == 0 &&
            header_line_name_length(line) == 0) ||
           (line->length >= 6 && memcmp(line->begin, ">From ", 6) == 0);
}

gboolean
header_line_is_lost_parameter(const HeaderLine *line, const HeaderLine *before)
{
    static const char *const names[] = {"boundary=", "charset=", "name=", "filename=", "type="};

    if (before->length == 0 || before->begin[before->length - 1] != ';')
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (line->length > strlen(names[i]) &&
            g_ascii_strncasecmp(line->begin, names[i], strlen(names[i])) == 0)
            return TRUE;
    }
    return FALSE;
}
