/* part_header.c - see part_header.h. Looks at one header at a time, and only at Content-Type and
 * the encoding of the content. */
#include "parsers/header/part_header.h"

#include "parsers/gmime_autoptr.h"
#include "parsers/header/header_lines.h"

#include <string.h>

#define MAX_LOOK_LINES 60
#define MAX_TYPE_BYTES ((gsize)8192)

typedef struct {
    const char *text;
    gsize length;
    gboolean is_all;
    PartHeaderKind kind;
    const GPtrArray *boundaries;
    gsize foreign; /* start of the fields without a meaning, after the last one with a meaning */
    gboolean has_foreign;
    PartHeader *header;
} Reader;

static void
type_free(gpointer data)
{
    PartHeaderType *type = data;

    g_free(type->boundary);
    g_free(type);
}

void
part_header_free(PartHeader *header)
{
    if (header == NULL)
        return;
    g_array_unref(header->mends);
    g_array_unref(header->encodings);
    g_ptr_array_unref(header->types);
    g_free(header);
}

gboolean
part_header_is_boundary(const char *line, gsize length, const char *boundary, gboolean *ret_is_end)
{
    gsize n = strlen(boundary);

    if (length < n + 2 || line[0] != '-' || line[1] != '-' || memcmp(line + 2, boundary, n) != 0)
        return FALSE;
    while (length > n + 2 && strchr(" \t\r", line[length - 1]) != NULL && line[length - 1] != '\0')
        length--;
    *ret_is_end = length == n + 4 && line[n + 2] == '-' && line[n + 3] == '-';
    return *ret_is_end || length == n + 2;
}

static gboolean
is_any_boundary(const Reader *reader, const HeaderLine *line)
{
    gboolean is_end = FALSE;

    for (guint i = 0; i < reader->boundaries->len; i++) {
        if (part_header_is_boundary(line->begin, line->length,
                                    g_ptr_array_index(reader->boundaries, i), &is_end))
            return TRUE;
    }
    return FALSE;
}

static gboolean
read_line(const Reader *reader, gsize at, HeaderLine *ret_line)
{
    return header_line_read(reader->text, reader->length, at, reader->is_all, ret_line);
}

static void
mend(Reader *reader, gsize at, gsize n_removed, const char *text)
{
    const PartHeaderMend found = {.at = at, .n_removed = n_removed, .text = text};

    g_array_append_val(reader->header->mends, found);
}

/* Whether there is a field of a part between `at` and the next empty line or boundary. */
static gboolean
fields_go_on(const Reader *reader, gsize at)
{
    HeaderLine line;

    for (guint i = 0; i < MAX_LOOK_LINES && read_line(reader, at, &line); i++) {
        if (line.length == 0 || is_any_boundary(reader, &line))
            return FALSE;
        if (header_line_name_length(&line) > strlen("content-") &&
            g_ascii_strncasecmp(line.begin, "content-", strlen("content-")) == 0)
            return TRUE;
        at += line.whole;
    }
    return FALSE;
}

/* ---- fields ---- */

/* The value of the field whose first line is `line`, its lines joined. (transfer full) */
static char *
field_value(const Reader *reader, const HeaderLine *line, gsize at)
{
    const char *colon = memchr(line->begin, ':', line->length);
    g_autoptr(GString) value =
        g_string_new_len(colon + 1, line->begin + line->length - (colon + 1));
    HeaderLine before = *line, next;

    for (at += line->whole;
         read_line(reader, at, &next) && value->len < MAX_TYPE_BYTES &&
         (header_line_is_folded(&next) || header_line_is_lost_parameter(&next, &before));
         at += next.whole) {
        g_string_append_c(value, ' ');
        g_string_append_len(value, next.begin, (gssize)next.length);
        before = next;
    }
    return g_strndup(value->str, value->len);
}

static gboolean
is_message_type(const char *value)
{
    static const char *const types[] = {"message/rfc822", "message/rfc2822", "message/global",
                                        "message/news"};

    for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
        gsize n = strlen(types[i]);
        if (g_ascii_strncasecmp(value, types[i], n) == 0 && strchr(" \t;(", value[n]) != NULL)
            return TRUE;
    }
    return FALSE;
}

static void
add_type(Reader *reader, const HeaderLine *line, gsize at)
{
    PartHeaderType *type = g_new0(PartHeaderType, 1);
    g_autofree char *value = g_strstrip(field_value(reader, line, at));

    type->at = at;
    type->is_html = g_ascii_strncasecmp(value, "text/html", strlen("text/html")) == 0;
    if (g_ascii_strncasecmp(value, "multipart/", strlen("multipart/")) == 0) {
        g_autoptr(GMimeContentType) parsed = g_mime_content_type_parse(NULL, value);
        type->content = PART_HEADER_MULTIPART;
        type->boundary = g_strdup(g_mime_content_type_get_parameter(parsed, "boundary"));
    } else if (is_message_type(value)) {
        type->content = PART_HEADER_MESSAGE;
        type->name_at = at + (gsize)(strchr(line->begin, '/') - line->begin) - strlen("message");
        type->name_length = strcspn(value, " \t;(");
    }
    g_ptr_array_add(reader->header->types, type);
}

static void
add_encoding(Reader *reader, const HeaderLine *line, gsize at)
{
    g_autofree char *value = g_strstrip(field_value(reader, line, at));
    PartHeaderEncoding encoding = {.at = at};

    if (g_ascii_strncasecmp(value, "base64", 6) == 0)
        encoding.rank = 2;
    else if (g_ascii_strncasecmp(value, "quoted", 6) == 0)
        encoding.rank = 1;
    g_array_append_val(reader->header->encodings, encoding);
}

static void
take_field(Reader *reader, const HeaderLine *line, gsize at)
{
    gsize name = header_line_name_length(line);
    gsize colon = (gsize)((const char *)memchr(line->begin, ':', line->length) - line->begin);

    if (colon > name)
        mend(reader, at + name, colon - name, "");
    if (header_line_is_field(line, "content-type"))
        add_type(reader, line, at);
    else if (header_line_is_field(line, "content-transfer-encoding"))
        add_encoding(reader, line, at);
    if (header_line_known_field(line) >= 0) {
        reader->has_foreign = FALSE;
        return;
    }
    reader->header->n_foreign += line->whole;
    if (!reader->has_foreign)
        reader->foreign = at;
    reader->has_foreign = TRUE;
}

/* ---- the end ---- */

/* The header ends before `at`, without an empty line. */
static void
end_without_empty_line(Reader *reader, gsize at)
{
    if (reader->has_foreign && reader->kind != PART_HEADER_NESTED) {
        at = reader->foreign;
        reader->header->n_foreign = 0;
        while (reader->header->mends->len > 0 &&
               g_array_index(reader->header->mends, PartHeaderMend, reader->header->mends->len - 1)
                       .at >= at)
            g_array_set_size(reader->header->mends, reader->header->mends->len - 1);
    }
    mend(reader, at, 0, "\n");
    reader->header->length = at;
    reader->header->is_cut = TRUE;
}

/* A line of blanks in the header: the header ends there if text follows. */
static gboolean
ends_at_white(Reader *reader, const HeaderLine *line, gsize at)
{
    HeaderLine next;
    gsize after = at + line->whole;

    if (reader->kind != PART_HEADER_PART || !read_line(reader, after, &next) || next.length == 0 ||
        header_line_known_field(&next) >= 0 || fields_go_on(reader, after))
        return FALSE;
    mend(reader, at, line->whole, "\n");
    reader->header->length = after;
    return TRUE;
}

/* TRUE if the header ends at the line, which is neither empty nor a boundary. */
static gboolean
take_line(Reader *reader, const HeaderLine *line, const HeaderLine *before, gsize at)
{
    if (header_line_is_white(line))
        return ends_at_white(reader, line, at);
    if (header_line_is_folded(line) && at > 0)
        return FALSE;
    if (header_line_is_lost_parameter(line, before)) {
        mend(reader, at, 0, "\t");
    } else if (header_line_name_length(line) > 0) {
        take_field(reader, line, at);
    } else if (reader->kind == PART_HEADER_PART && (at > 0 || !header_line_is_envelope(line))) {
        if (at > 0 && fields_go_on(reader, at)) {
            mend(reader, at, 0, "\t");
            return FALSE;
        }
        end_without_empty_line(reader, at);
        return TRUE;
    }
    return FALSE;
}

/* FALSE: more octets are needed. */
static gboolean
read_header(Reader *reader)
{
    HeaderLine line = {0}, before = {0};
    gsize at = 0;

    for (; read_line(reader, at, &line); at += line.whole) {
        if (line.length == 0) {
            reader->header->length = at + line.whole;
            return TRUE;
        }
        if (is_any_boundary(reader, &line)) {
            end_without_empty_line(reader, at);
            return TRUE;
        }
        if (take_line(reader, &line, &before, at))
            return TRUE;
        before = line;
    }
    reader->header->length = at;
    if (reader->is_all && reader->has_foreign && reader->kind != PART_HEADER_NESTED)
        end_without_empty_line(reader, at);
    return reader->is_all;
}

PartHeader *
part_header_read(const char *text, gsize length, gboolean is_all, PartHeaderKind kind,
                 const GPtrArray *boundaries)
{
    g_autoptr(PartHeader) header = g_new0(PartHeader, 1);
    Reader reader = {.text = text,
                     .length = length,
                     .is_all = is_all,
                     .kind = kind,
                     .boundaries = boundaries,
                     .header = header};

    header->mends = g_array_new(FALSE, FALSE, sizeof(PartHeaderMend));
    header->encodings = g_array_new(FALSE, FALSE, sizeof(PartHeaderEncoding));
    header->types = g_ptr_array_new_with_free_func(type_free);
    return read_header(&reader) ? g_steal_pointer(&header) : NULL;
}
