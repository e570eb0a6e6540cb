/* mbox_reader.c - see mbox_reader.h. What a From_ line is, mbox_line.c knows. */
#include "gateway/import/mbox_reader.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/import/mbox_line.h"

#define BUFFER_BYTES ((gsize)256 * 1024)
#define LOOK_BYTES ((gsize)8 * 1024) /* so much of a line and the next one is looked at */
#define LINE_CHARS 1000
#define MAX_HEADER_BYTES ((guint64)1024 * 1024)

/* Whether the programs that wrote the file count the octets of each mail. */
typedef enum { COUNT_UNKNOWN, COUNT_WRITTEN, COUNT_ABSENT } CountState;

struct MboxReader {
    int fd;
    guint64 size;
    char *buffer;
    guint64 base; /* of the buffer in the file */
    gsize filled;
    guint64 position; /* of the next line */
    CountState count;
};

/* A line in the buffer. */
typedef struct {
    guint64 offset;
    const char *text;
    gsize seen;     /* octets of it that are in the buffer, with its end */
    guint64 length; /* with its end */
} Line;

MboxReader *
mbox_reader_new(int fd)
{
    MboxReader *reader = g_new0(MboxReader, 1);
    struct stat info;
    reader->fd = fd;
    reader->size = fstat(fd, &info) == 0 && info.st_size > 0 ? (guint64)info.st_size : 0;
    reader->buffer = g_malloc(BUFFER_BYTES);
    return reader;
}

void
mbox_reader_free(MboxReader *reader)
{
    if (reader == NULL)
        return;
    g_free(reader->buffer);
    g_free(reader);
}

static gboolean
fail(const MboxReader *reader, GError **error)
{
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                "cannot read the mailbox, at byte %" G_GUINT64_FORMAT ": %s",
                reader->base + reader->filled,
                errno != 0 ? g_strerror(errno) : "it became shorter");
    return FALSE;
}

/* So that at least `wanted` octets from `offset` on are in the buffer, as far as there are any. */
static gboolean
fill(MboxReader *reader, guint64 offset, gsize wanted, GError **error)
{
    if (offset >= reader->base && offset - reader->base <= reader->filled &&
        (reader->filled - (gsize)(offset - reader->base) >= wanted ||
         reader->base + reader->filled == reader->size))
        return TRUE;
    gboolean is_inside = offset >= reader->base && offset - reader->base <= reader->filled;
    gsize kept = is_inside ? reader->filled - (gsize)(offset - reader->base) : 0;
    if (kept > 0)
        memmove(reader->buffer, reader->buffer + (offset - reader->base), kept);
    reader->base = offset;
    reader->filled = kept;
    while (reader->filled < BUFFER_BYTES && reader->base + reader->filled < reader->size) {
        gsize room = (gsize)MIN((guint64)(BUFFER_BYTES - reader->filled),
                                reader->size - reader->base - reader->filled);
        errno = 0;
        gssize count = descriptor_read_at(reader->fd, reader->buffer + reader->filled, room,
                                          reader->base + reader->filled);
        if (count <= 0)
            return fail(reader, error);
        reader->filled += (gsize)count;
    }
    return TRUE;
}

/* The line at `offset`; its length 0: the file ends there. */
static gboolean
read_line(MboxReader *reader, guint64 offset, Line *ret_line, GError **error)
{
    *ret_line = (Line){.offset = offset};
    if (offset >= reader->size)
        return TRUE;
    if (!fill(reader, offset, LOOK_BYTES, error))
        return FALSE;
    gsize start = (gsize)(offset - reader->base);
    const char *end = memchr(reader->buffer + start, '\n', reader->filled - start);
    ret_line->text = reader->buffer + start;
    ret_line->seen = end != NULL ? (gsize)(end - ret_line->text) + 1 : reader->filled - start;
    ret_line->length = ret_line->seen;
    return TRUE;
}

/* The end of a line that may be longer than the buffer, of which `line` is the begin. */
static gboolean
skip_line(MboxReader *reader, const Line *line, guint64 *ret_end, GError **error)
{
    Line rest = *line;
    while (rest.length > 0 && rest.text[rest.seen - 1] != '\n' &&
           rest.offset + rest.length < reader->size)
        if (!read_line(reader, rest.offset + rest.length, &rest, error))
            return FALSE;
    *ret_end = rest.offset + rest.length;
    return TRUE;
}

/* Without its end, as a string. (transfer full) */
static char *
line_string(const char *text, gsize seen)
{
    gsize length = MIN(seen, LINE_CHARS);
    const char *end = memchr(text, '\n', length);
    if (end != NULL)
        length = (gsize)(end - text);
    if (length > 0 && text[length - 1] == '\r')
        length--;
    char *string = g_strndup(text, length);
    return string;
}

static gboolean
is_blank(const Line *line)
{
    return (line->seen == 1 && line->text[0] == '\n') ||
           (line->seen == 2 && memcmp(line->text, "\r\n", 2) == 0);
}

/* Whether `line` begins a mail. Both lines are in the buffer. */
static gboolean
is_from(const MboxReader *reader, const Line *line, gboolean is_after_blank)
{
    if (line->seen < 5 || memcmp(line->text, "From ", 5) != 0)
        return FALSE;
    gsize behind = (gsize)(line->offset - reader->base) + line->seen;
    g_autofree char *text = line_string(line->text, line->seen);
    g_autofree char *next = line_string(reader->buffer + behind, reader->filled - behind);
    const MboxLineContext context = {.is_after_blank = is_after_blank, .next = next};
    return mbox_line_is_from(text, &context);
}

/* The value of Content-Length in a line of a header; G_MAXUINT64: it is another field. */
static guint64
read_count(const Line *line)
{
    static const char name[] = "Content-Length:";
    guint64 count = 0;
    if (line->seen < strlen(name) || g_ascii_strncasecmp(line->text, name, strlen(name)) != 0)
        return G_MAXUINT64;
    g_autofree char *text = line_string(line->text, line->seen);
    g_autofree char *value = g_strstrip(g_strdup(text + strlen(name)));
    return g_ascii_string_to_unsigned(value, 10, 0, G_MAXINT64, &count, NULL) ? count : G_MAXUINT64;
}

/* Whether a mail can end at `end`: there the file ends, or a From_ line follows, behind an empty
 * line or none. *ret_next is where it begins. */
static gboolean
is_end(MboxReader *reader, guint64 end, guint64 *ret_next, gboolean *ret_is_end, GError **error)
{
    gboolean is_after_blank = FALSE;
    *ret_is_end = FALSE;
    for (*ret_next = end; end <= reader->size; is_after_blank = TRUE) {
        Line line;
        if (!read_line(reader, *ret_next, &line, error))
            return FALSE;
        *ret_is_end = line.length == 0 || is_from(reader, &line, TRUE);
        if (*ret_is_end || is_after_blank || !is_blank(&line))
            return TRUE;
        *ret_next += line.length;
    }
    return TRUE;
}

/* Reads the header of the mail, to its body, or to the next From_ line if it has none. `count` is
 * its Content-Length. */
static gboolean
read_header(MboxReader *reader, const MboxMail *mail, guint64 *ret_body, guint64 *ret_count,
            GError **error)
{
    *ret_count = G_MAXUINT64;
    *ret_body = mail->offset;
    for (;;) {
        Line line;
        if (!read_line(reader, *ret_body, &line, error))
            return FALSE;
        if (line.length == 0 || is_from(reader, &line, FALSE) ||
            *ret_body - mail->offset > MAX_HEADER_BYTES)
            return TRUE;
        guint64 count = read_count(&line);
        if (count != G_MAXUINT64)
            *ret_count = count;
        gboolean is_last = is_blank(&line);
        if (!skip_line(reader, &line, ret_body, error))
            return FALSE;
        if (is_last)
            return TRUE;
    }
}

/* By Content-Length, where it can be trusted. */
static gboolean
end_by_count(MboxReader *reader, MboxMail *mail, guint64 body, guint64 count, GError **error)
{
    guint64 next = 0;
    if (reader->count == COUNT_ABSENT || count == G_MAXUINT64 || count > reader->size - body) {
        reader->count = reader->count == COUNT_UNKNOWN ? COUNT_ABSENT : reader->count;
        return TRUE;
    }
    if (!is_end(reader, body + count, &next, &mail->is_counted, error))
        return FALSE;
    if (reader->count == COUNT_UNKNOWN)
        reader->count = mail->is_counted ? COUNT_WRITTEN : COUNT_ABSENT;
    if (mail->is_counted) {
        mail->length = body + count - mail->offset;
        reader->position = next;
    }
    return TRUE;
}

/* By the next From_ line. The empty line before it is not the mail's. */
static gboolean
end_by_line(MboxReader *reader, MboxMail *mail, guint64 body, GError **error)
{
    guint64 position = body;
    guint64 blank = 0;
    gboolean is_after_blank = body > mail->offset;
    for (;;) {
        Line line;
        if (!read_line(reader, position, &line, error))
            return FALSE;
        if (line.length == 0 || is_from(reader, &line, is_after_blank))
            break;
        is_after_blank = is_blank(&line);
        blank = is_after_blank ? line.length : 0;
        if (!skip_line(reader, &line, &position, error))
            return FALSE;
    }
    mail->length = position - mail->offset - (position > body ? blank : 0);
    reader->position = position;
    return TRUE;
}

/* Empty lines before the first mail are nobody's. */
static gboolean
begin(MboxReader *reader, Line *line, GError **error)
{
    do {
        if (!read_line(reader, reader->position, line, error))
            return FALSE;
        if (line->length == 0 || !is_blank(line))
            break;
        reader->position += line->length;
    } while (TRUE);
    if (line->length == 0 || is_from(reader, line, TRUE))
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                "this is no mbox: at byte %" G_GUINT64_FORMAT
                " there is no line that begins a mail (From ADDRESS DATE)",
                reader->position);
    return FALSE;
}

gboolean
mbox_reader_next(MboxReader *reader, MboxMail *ret_mail, GError **error)
{
    Line line;
    guint64 body, count;
    if (!begin(reader, &line, error) || line.length == 0)
        return FALSE;
    MboxMail mail = {.line_offset = line.offset};
    if (!skip_line(reader, &line, &mail.offset, error) ||
        !read_header(reader, &mail, &body, &count, error) ||
        !end_by_count(reader, &mail, body, count, error) ||
        (!mail.is_counted && !end_by_line(reader, &mail, body, error)))
        return FALSE;
    *ret_mail = mail;
    return TRUE;
}

char *
mbox_reader_line(MboxReader *reader, const MboxMail *mail, GError **error)
{
    Line line;
    return read_line(reader, mail->line_offset, &line, error) && line.length > 0
               ? line_string(line.text, line.seen)
               : NULL;
}

/* A counted mail with a From_ line in it is of a writer that quotes nothing (mboxcl2). */
static gboolean
find_is_quoting(MboxReader *reader, const MboxMail *mail, gboolean *ret_is_quoting, GError **error)
{
    guint64 end = mail->offset + mail->length;
    *ret_is_quoting = TRUE;
    for (guint64 position = mail->offset; mail->is_counted && position < end;) {
        Line line;
        if (!read_line(reader, position, &line, error))
            return FALSE;
        if (line.seen >= 5 && memcmp(line.text, "From ", 5) == 0)
            *ret_is_quoting = FALSE;
        if (!skip_line(reader, &line, &position, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
write_out(int fd, GString *out, GError **error)
{
    if (!descriptor_write_all(fd, out->str, out->len)) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                    "cannot write the mail to [spool] path: %s", g_strerror(errno));
        return FALSE;
    }
    g_string_truncate(out, 0);
    return TRUE;
}

gboolean
mbox_reader_copy(MboxReader *reader, const MboxMail *mail, MailCopy *copy, GError **error)
{
    guint64 end = mail->offset + mail->length;
    g_autoptr(GString) out = g_string_sized_new(BUFFER_BYTES);
    gboolean is_quoting;
    gboolean is_begin = TRUE;
    copy->length = 0;
    if (!find_is_quoting(reader, mail, &is_quoting, error))
        return FALSE;
    for (guint64 position = mail->offset; position < end;) {
        Line line;
        if (!read_line(reader, position, &line, error))
            return FALSE;
        if (line.length == 0)
            return fail(reader, error);
        gsize length = (gsize)MIN(line.length, end - position);
        gsize skip = is_begin && is_quoting && mbox_line_is_quoted(line.text, length) ? 1 : 0;
        is_begin = line.text[line.seen - 1] == '\n';
        position += length;
        copy->length += length - skip;
        if (copy->length > copy->max_bytes) {
            g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TOO_LARGE,
                        "The message has more than %" G_GUINT64_FORMAT " bytes", copy->max_bytes);
            return FALSE;
        }
        g_string_append_len(out, line.text + skip, (gssize)(length - skip));
        if (out->len >= BUFFER_BYTES / 2 && !write_out(copy->fd, out, error))
            return FALSE;
    }
    return write_out(copy->fd, out, error);
}
