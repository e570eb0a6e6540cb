/* message_repair.c - see message_repair.h.
 *
 * Decides where the header of a broken message ends. Reads only the beginning if that is in order,
 * and copies a message only if every line has to change. Does not know what a field says. */
#include "parsers/header/message_repair.h"

#include "parsers/header/header_lines.h"

#include <string.h>

#define HEAD_BYTES ((gsize)64 * 1024)
#define MAX_WHOLE_BYTES ((gsize)64 * 1024 * 1024)
#define MAX_LOOK_LINES 60

/* The first octets of a message, and what was found in them. */
typedef struct {
    const char *text;
    gsize length;
    gboolean is_all; /* they are the whole message */
    guint32 seen;    /* bits of header_line_known_field() */
} Head;

static gboolean
read_line(const Head *head, gsize at, HeaderLine *ret_line)
{
    return header_line_read(head->text, head->length, at, head->is_all, ret_line);
}

/* Whether there is a field that programs write between `at` and the next empty line or boundary. A
 * field that may occur only once and occurred before belongs to the text: to a quoted mail. */
static gboolean
header_goes_on(const Head *head, gsize at)
{
    HeaderLine line;

    for (guint i = 0; i < MAX_LOOK_LINES && read_line(head, at, &line); i++) {
        if (line.length == 0 || (line.length >= 2 && memcmp(line.begin, "--", 2) == 0))
            return FALSE;
        int field = header_line_known_field(&line);
        if (field >= 0)
            return field == 0 || (head->seen & 1U << field) == 0;
        at += line.whole;
    }
    return FALSE;
}

typedef enum { HEADER_FIELD, HEADER_ENDS, HEADER_BREAKS, HEADER_STRAY } HeaderKind;

static HeaderKind
judge_line(const Head *head, gsize at, const HeaderLine *line)
{
    HeaderLine next;
    gsize after = at + line->whole;

    if (line->length == 0)
        return HEADER_ENDS;
    if (header_line_is_white(line)) {
        if (!read_line(head, after, &next) || next.length == 0)
            return HEADER_FIELD;
        return header_goes_on(head, after) ? HEADER_FIELD : HEADER_BREAKS;
    }
    if (at > 0 && header_line_is_folded(line))
        return HEADER_FIELD;
    if (header_line_name_length(line) > 0 || header_line_is_envelope(line))
        return HEADER_FIELD;
    return header_goes_on(head, after) ? HEADER_STRAY : HEADER_BREAKS;
}

/* The octets of blank lines at `at`, before the first field; 0 if there are no such lines, or if no
 * header follows. */
static gsize
blank_lines_length(const Head *head, gsize at)
{
    HeaderLine line;
    gsize begin = at;

    while (read_line(head, at, &line) && header_line_is_white(&line))
        at += line.whole;
    if (at == begin || !read_line(head, at, &line))
        return 0;
    gboolean is_header = header_line_known_field(&line) >= 0 || header_line_is_envelope(&line) ||
                         (header_line_name_length(&line) > 0 && header_goes_on(head, at));
    return is_header ? at - begin : 0;
}

/* Reads what comes before the first field: blank lines, which are left out, and mbox lines, which
 * are kept. Returns their length in octets; *ret_is_mended is TRUE if some were left out. */
static gsize
skip_to_header(const Head *head, GString *fixed, gboolean *ret_is_mended)
{
    gsize at = blank_lines_length(head, 0);
    HeaderLine line;

    *ret_is_mended = at > 0;
    while (read_line(head, at, &line) && header_line_is_envelope(&line)) {
        gsize blank = blank_lines_length(head, at + line.whole);
        *ret_is_mended = *ret_is_mended || blank > 0;
        g_string_append_len(fixed, line.begin, (gssize)line.whole);
        at += line.whole + blank;
    }
    return at;
}

/* Whether the lines before the first empty line look like fields but none is a field of mail: a
 * text without a header that has lines like "Note: ...". */
static gboolean
is_text_alone(const Head *head)
{
    HeaderLine line;

    if (!read_line(head, 0, &line) || header_line_name_length(&line) == 0)
        return FALSE;
    for (gsize at = 0; read_line(head, at, &line) && line.length > 0; at += line.whole) {
        if (header_line_known_field(&line) >= 0)
            return FALSE;
    }
    return TRUE;
}

/* What kind of line is at `at`. Remembers that its field occurred. */
static HeaderKind
judge_next(Head *head, gsize at, const HeaderLine *line, const HeaderLine *before)
{
    HeaderKind kind =
        header_line_is_lost_parameter(line, before) ? HEADER_STRAY : judge_line(head, at, line);
    int field = kind == HEADER_FIELD ? header_line_known_field(line) : -1;

    head->seen |= field > 0 ? 1U << field : 0;
    return kind;
}

/* Writes the repaired header of `head` to `fixed`, and how many octets of `head` it replaces. FALSE
 * if nothing has to be repaired. */
static gboolean
mend_header(Head *head, GString *fixed, gsize *ret_length)
{
    gboolean is_mended = FALSE;
    HeaderLine line = {0}, before = {0};
    gsize at = skip_to_header(head, fixed, &is_mended);

    if (at == 0 && is_text_alone(head)) {
        g_string_append_c(fixed, '\n');
        *ret_length = 0;
        return TRUE;
    }
    for (; read_line(head, at, &line); at += line.whole) {
        HeaderKind kind = judge_next(head, at, &line, &before);
        before = line;
        *ret_length = at;
        if (kind == HEADER_ENDS)
            return is_mended;
        if (kind == HEADER_BREAKS) {
            g_string_append_c(fixed, '\n');
            *ret_length = header_line_is_white(&line) ? at + line.whole : at;
            return TRUE;
        }
        if (kind == HEADER_STRAY) {
            is_mended = TRUE;
            if (fixed->len == 0)
                continue;
            g_string_append_c(fixed, '\t');
        }
        g_string_append_len(fixed, line.begin, (gssize)line.whole);
    }
    *ret_length = at;
    return is_mended;
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

/* `head`, followed by `rest` from octet `skipped` on. */
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

/* Whether lines end in CR: there are CRs without LF, and not a single LF. */
static gboolean
has_cr_lines(const GByteArray *head)
{
    return head->len > 0 && memchr(head->data, '\r', head->len) != NULL &&
           memchr(head->data, '\n', head->len) == NULL &&
           memchr(head->data, '\r', head->len) != head->data + head->len - 1;
}

/* Turns each CR without LF into LF. *ret_is_reversible: `raw` had no LF, so all of them can be
 * turned back. */
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
    Head beginning = {
        .text = (const char *)head->data, .length = head->len, .is_all = head->len < HEAD_BYTES};
    if (!mend_header(&beginning, fixed, &length))
        return g_steal_pointer(&stream);
    if (*ret_note == NULL)
        *ret_note = g_strdup("the header of the mail is broken (RFC 5322 section 2.2)");
    return join(fixed, stream, length);
}
