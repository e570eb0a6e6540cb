/* message_repair.c - see message_repair.h.
 *
 * Owns where the header of a broken message ends. Looks at the first octets alone as long as they
 * are in order, and copies a message only where every line of it has to change. Refuses to know
 * what a field says.
 */
#include "parsers/header/message_repair.h"

#include <string.h>

#define HEAD_BYTES ((gsize)64 * 1024)
#define MAX_WHOLE_BYTES ((gsize)64 * 1024 * 1024)
#define MAX_LOOK_LINES 60

/* Fields that tell a header from text. */
static const char *const known_fields[] = {
    "from",           "to",          "cc",          "subject",          "date",
    "message-id",     "sender",      "reply-to",    "received",         "mime-version",
    "content-type",   "x-mailer",    "return-path", "delivered-to",     "content-transfer-encoding",
    "references",     "in-reply-to", "user-agent",  "x-originating-ip", "list-id",
    "auto-submitted", "precedence",
};

typedef struct {
    const char *begin;
    gsize length; /* without the line end */
    gsize whole;  /* with it */
} Line;

/* The line at `at`; FALSE at the end, and where its end lies beyond the octets at hand. */
static gboolean
read_line(const char *head, gsize length, gsize at, Line *ret_line)
{
    const char *end = at < length ? memchr(head + at, '\n', length - at) : NULL;

    if (end == NULL)
        return FALSE;
    ret_line->begin = head + at;
    ret_line->whole = (gsize)(end - ret_line->begin) + 1;
    ret_line->length = ret_line->whole - 1;
    if (ret_line->length > 0 && end[-1] == '\r')
        ret_line->length--;
    return TRUE;
}

/* The length of the field name that `line` begins with, its colon not counted; 0: none. */
static gsize
field_name_length(const Line *line)
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

static gboolean
is_known_field(const Line *line)
{
    gsize length = field_name_length(line);

    for (gsize i = 0; i < G_N_ELEMENTS(known_fields); i++) {
        if (strlen(known_fields[i]) == length &&
            g_ascii_strncasecmp(known_fields[i], line->begin, length) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_white(const Line *line)
{
    for (gsize i = 0; i < line->length; i++) {
        if (line->begin[i] != ' ' && line->begin[i] != '\t')
            return FALSE;
    }
    return TRUE;
}

/* "From " of a mailbox, and what programs make of it when they quote it. */
static gboolean
is_envelope(const Line *line)
{
    return (line->length >= 5 && memcmp(line->begin, "From ", 5) == 0) ||
           (line->length >= 6 && memcmp(line->begin, ">From ", 6) == 0);
}

/* Whether a field that every mail has stands between `at` and the next empty line. */
static gboolean
header_goes_on(const char *head, gsize length, gsize at)
{
    Line line;

    for (guint i = 0; i < MAX_LOOK_LINES && read_line(head, length, at, &line); i++) {
        if (line.length == 0)
            return FALSE;
        if (is_known_field(&line))
            return TRUE;
        at += line.whole;
    }
    return FALSE;
}

typedef enum { HEADER_FIELD, HEADER_ENDS, HEADER_BREAKS, HEADER_STRAY } HeaderLine;

static HeaderLine
judge_line(const char *head, gsize length, gsize at, const Line *line)
{
    Line next;
    gsize after = at + line->whole;

    if (line->length == 0)
        return HEADER_ENDS;
    if (is_white(line)) {
        if (!read_line(head, length, after, &next) || next.length == 0 || *next.begin == ' ' ||
            *next.begin == '\t' || field_name_length(&next) > 0)
            return HEADER_FIELD;
        return header_goes_on(head, length, after) ? HEADER_FIELD : HEADER_BREAKS;
    }
    if (at > 0 && (*line->begin == ' ' || *line->begin == '\t'))
        return HEADER_FIELD;
    if (field_name_length(line) > 0 || is_envelope(line))
        return HEADER_FIELD;
    return header_goes_on(head, length, after) ? HEADER_STRAY : HEADER_BREAKS;
}

/* A parameter of the field above, at the beginning of a line. */
static gboolean
is_lost_parameter(const Line *line, const Line *before)
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

/* The header of `head` mended, in `fixed`, and how many octets of `head` it stands for; FALSE where
 * nothing has to be mended. */
static gboolean
mend_header(const char *head, gsize length, GString *fixed, gsize *ret_length)
{
    gboolean is_mended = FALSE;
    Line line = {0}, before = {0};

    for (gsize at = 0; read_line(head, length, at, &line); at += line.whole) {
        gboolean is_lost = is_lost_parameter(&line, &before);
        HeaderLine kind = is_lost ? HEADER_STRAY : judge_line(head, length, at, &line);
        before = line;
        *ret_length = at;
        if (kind == HEADER_ENDS)
            return is_mended;
        if (kind == HEADER_BREAKS) {
            g_string_append_c(fixed, '\n');
            *ret_length = is_white(&line) ? at + line.whole : at;
            return TRUE;
        }
        if (kind == HEADER_STRAY) {
            is_mended = TRUE;
            if (at == 0)
                continue;
            g_string_append_c(fixed, '\t');
        }
        g_string_append_len(fixed, line.begin, (gssize)line.whole);
    }
    return FALSE;
}

/* ---- streams ---- */

/* At most `max_bytes` from the beginning of the stream. (transfer full) */
static GByteArray *
read_beginning(GMimeStream *stream, gsize max_bytes)
{
    GByteArray *bytes = g_byte_array_new();
    guint8 *piece = g_malloc(HEAD_BYTES);
    gssize n = 0;

    g_mime_stream_reset(stream);
    while (bytes->len < max_bytes &&
           (n = g_mime_stream_read(stream, (char *)piece,
                                   MIN(HEAD_BYTES, max_bytes - bytes->len))) > 0)
        g_byte_array_append(bytes, piece, (guint)n);
    g_free(piece);
    g_mime_stream_reset(stream);
    return bytes;
}

static GMimeStream *
stream_of_bytes(const char *bytes, gsize length)
{
    return g_mime_stream_mem_new_with_buffer(bytes, length);
}

/* `head` and then what follows octet `skipped` of `rest`. */
static GMimeStream *
join(const GString *head, GMimeStream *rest, gsize skipped)
{
    GMimeStream *joined = g_mime_stream_cat_new();
    g_autoptr(GMimeStream) first = stream_of_bytes(head->str, head->len);
    g_autoptr(GMimeStream) second =
        g_mime_stream_substream(rest, rest->bound_start + (gint64)skipped, rest->bound_end);

    g_mime_stream_cat_add_source(GMIME_STREAM_CAT(joined), first);
    g_mime_stream_cat_add_source(GMIME_STREAM_CAT(joined), second);
    g_mime_stream_reset(joined);
    return joined;
}

/* Whether lines end in CR alone: CR where no LF follows, and not one LF. */
static gboolean
has_cr_lines(const GByteArray *head)
{
    return head->len > 0 && memchr(head->data, '\r', head->len) != NULL &&
           memchr(head->data, '\n', head->len) == NULL &&
           memchr(head->data, '\r', head->len) != head->data + head->len - 1;
}

/* Each CR that no LF follows becomes LF. Whether `raw` had no LF before, so that all of them can be
 * turned back, goes to `ret_is_reversible`. */
static GMimeStream *
mend_line_ends(GMimeStream *raw, gboolean *ret_is_reversible)
{
    g_autoptr(GByteArray) bytes = read_beginning(raw, MAX_WHOLE_BYTES);

    *ret_is_reversible = memchr(bytes->data, '\n', bytes->len) == NULL;
    for (guint i = 0; i < bytes->len; i++) {
        if (bytes->data[i] == '\r' && (i + 1 == bytes->len || bytes->data[i + 1] != '\n'))
            bytes->data[i] = '\n';
    }
    return stream_of_bytes((const char *)bytes->data, bytes->len);
}

GMimeStream *
message_repair_open(GMimeStream *raw, char **ret_note, char *ret_line_end)
{
    g_autoptr(GByteArray) head = read_beginning(raw, HEAD_BYTES);
    g_autoptr(GMimeStream) stream = g_object_ref(raw);
    g_autoptr(GString) fixed = g_string_new(NULL);
    gsize length = 0;

    *ret_note = NULL;
    *ret_line_end = '\n';
    if (has_cr_lines(head)) {
        gboolean is_reversible = FALSE;
        g_object_unref(stream);
        stream = mend_line_ends(raw, &is_reversible);
        *ret_line_end = is_reversible ? '\r' : '\n';
        g_byte_array_unref(head);
        head = read_beginning(stream, HEAD_BYTES);
        *ret_note = g_strdup("the lines of the mail end in CR alone");
    }
    if (!mend_header((const char *)head->data, head->len, fixed, &length))
        return g_steal_pointer(&stream);
    if (*ret_note == NULL)
        *ret_note = g_strdup("the header of the mail is broken (RFC 5322 section 2.2)");
    return join(fixed, stream, length);
}

/* ---- parameters ---- */

GMimeStream *
message_repair_parameters(GMimeStream *stream)
{
    g_autoptr(GByteArray) bytes = read_beginning(stream, MAX_WHOLE_BYTES);
    g_autoptr(GString) fixed = g_string_sized_new(bytes->len + 64);
    const char *text = (const char *)bytes->data;
    Line line = {0}, before = {0};
    gsize at = 0;
    gboolean is_mended = FALSE;

    for (; read_line(text, bytes->len, at, &line); at += line.whole) {
        if (is_lost_parameter(&line, &before)) {
            g_string_append_c(fixed, '\t');
            is_mended = TRUE;
        }
        g_string_append_len(fixed, line.begin, (gssize)line.whole);
        before = line;
    }
    g_string_append_len(fixed, text + at, (gssize)(bytes->len - at));
    return is_mended ? stream_of_bytes(fixed->str, fixed->len) : NULL;
}
