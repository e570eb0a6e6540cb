/* structure.c - see structure.h.
 *
 * Decides where parts begin and end. Does not use GMime's parser, so it sees text that GMime loses.
 * Keeps one window of the message in memory. */
#include "parsers/header/structure.h"

#include "parsers/header/header_lines.h"
#include "parsers/header/part_header.h"

#include <string.h>

#define WINDOW_BYTES ((gsize)64 * 1024)
#define FIRST_HEADER_BYTES ((gsize)4 * 1024)
#define MAX_HEADER_BYTES ((gsize)1024 * 1024)
#define MAX_LINE_BYTES ((gsize)512) /* a boundary has 70 characters at most */
#define MAX_MENDS 1000
#define MAX_DEPTH 64

typedef struct {
    gint64 at;
    gsize n_removed;
    const char *text;
} Mend;

/* A line between parts. */
typedef struct {
    gint64 begin;
    gint64 end;  /* after its line end */
    guint level; /* index of its boundary among the open ones */
    gboolean is_last;
} BoundaryLine;

typedef struct {
    GMimeStream *stream;
    gint64 length;
    const GArray *contents;
    guint n_passed;        /* of contents */
    GPtrArray *boundaries; /* of char *: boundaries of the open multiparts, outermost first */
    GArray *mends;
    char *window;
    gint64 window_begin;
    gsize window_length;
    Structure *result;
} Scanner;

/* ---- octets ---- */

/* The octets in memory from `at` on; at least `wanted`, unless the message ends before. */
static const char *
look(Scanner *scanner, gint64 at, gsize wanted, gsize *ret_length)
{
    gint64 end = scanner->window_begin + (gint64)scanner->window_length;
    gssize n = 0;

    if (at < scanner->window_begin || at > end ||
        (end - at < (gint64)wanted && end < scanner->length)) {
        scanner->window_begin = at;
        scanner->window_length = 0;
        g_mime_stream_seek(scanner->stream, scanner->stream->bound_start + at,
                           GMIME_STREAM_SEEK_SET);
        while (scanner->window_length < WINDOW_BYTES &&
               (n = g_mime_stream_read(scanner->stream, scanner->window + scanner->window_length,
                                       WINDOW_BYTES - scanner->window_length)) > 0)
            scanner->window_length += (gsize)n;
        end = at + (gint64)scanner->window_length;
    }
    *ret_length = (gsize)(end - at);
    return scanner->window + (at - scanner->window_begin);
}

static guint64
count_visible(Scanner *scanner, gint64 begin, gint64 end)
{
    guint64 count = 0;

    while (begin < end) {
        gsize length = 0;
        const char *text = look(scanner, begin, 1, &length);
        if (length == 0)
            break;
        length = MIN(length, (gsize)(end - begin));
        for (gsize i = 0; i < length; i++)
            count += g_ascii_isspace(text[i]) ? 0 : 1;
        begin += (gint64)length;
    }
    return count;
}

/* ---- boundaries ---- */

/* Whether the line at `begin` is a boundary; innermost ones first. */
static gboolean
read_boundary(Scanner *scanner, const GPtrArray *boundaries, gint64 begin, BoundaryLine *ret_line)
{
    gsize length = 0;
    const char *text = look(scanner, begin, MAX_LINE_BYTES, &length);
    HeaderLine line;

    if (!header_line_read(text, length, 0, TRUE, &line))
        return FALSE;
    for (guint i = boundaries->len; i > 0; i--) {
        if (!part_header_is_boundary(line.begin, line.length, g_ptr_array_index(boundaries, i - 1),
                                     &ret_line->is_last))
            continue;
        ret_line->begin = begin;
        ret_line->end = begin + (gint64)line.whole;
        ret_line->level = i - 1;
        return TRUE;
    }
    return FALSE;
}

/* Whether a line begins at offset `at` of `text`. `is_line_start`: `text` itself begins a line. */
static gboolean
begins_line(const char *text, const char *at, gboolean is_line_start)
{
    return at == text ? is_line_start : at[-1] == '\n';
}

/* The next boundary from `at` on; `is_line_start`: a line begins there. If no boundary follows:
 * FALSE, and *ret_line is the end of the message. */
static gboolean
find_boundary(Scanner *scanner, const GPtrArray *boundaries, gint64 at, gboolean is_line_start,
              BoundaryLine *ret_line)
{
    gsize length = 0;

    while (boundaries->len > 0 && at < scanner->length) {
        const char *text = look(scanner, at, 1, &length);
        const char *end = text + length, *dash = text;
        gint64 next = at + (gint64)length;
        gboolean ends_line = length > 0 && end[-1] == '\n';
        if (length == 0)
            break;
        while (dash < end && (dash = memchr(dash, '-', (gsize)(end - dash))) != NULL) {
            gboolean is_start = begins_line(text, dash, is_line_start);
            gint64 place = at + (dash - text);
            gint64 window = scanner->window_begin;
            if (is_start && read_boundary(scanner, boundaries, place, ret_line))
                return TRUE;
            if (scanner->window_begin != window) { /* it moved on */
                next = place + 1;
                ends_line = FALSE;
                break;
            }
            dash++;
        }
        at = next;
        is_line_start = ends_line;
    }
    *ret_line = (BoundaryLine){.begin = scanner->length, .end = scanner->length};
    return FALSE;
}

/* ---- headers ---- */

static void
add_mend(Scanner *scanner, gint64 at, gsize n_removed, const char *text)
{
    const Mend mend = {.at = at, .n_removed = n_removed, .text = text};

    if (scanner->mends->len < MAX_MENDS)
        g_array_append_val(scanner->mends, mend);
}

/* The header at `at`; NULL: it is longer than allowed. (transfer full) (nullable) */
static PartHeader *
read_header(Scanner *scanner, gint64 at, PartHeaderKind kind)
{
    for (gsize size = FIRST_HEADER_BYTES; size <= MAX_HEADER_BYTES; size *= 16) {
        g_autofree char *text = NULL;
        gsize length = 0;
        if (size <= WINDOW_BYTES) {
            const char *seen = look(scanner, at, size, &length);
            PartHeader *header = part_header_read(
                seen, length, at + (gint64)length >= scanner->length, kind, scanner->boundaries);
            if (header != NULL)
                return header;
            continue;
        }
        text = g_malloc(size);
        g_mime_stream_seek(scanner->stream, scanner->stream->bound_start + at,
                           GMIME_STREAM_SEEK_SET);
        gssize n = 0;
        while (length < size &&
               (n = g_mime_stream_read(scanner->stream, text + length, size - length)) > 0)
            length += (gsize)n;
        PartHeader *header =
            part_header_read(text, length, length < size, kind, scanner->boundaries);
        if (header != NULL)
            return header;
    }
    return NULL;
}

/* Whether the content at `at` is HTML by its first character. */
static gboolean
looks_like_html(Scanner *scanner, gint64 at)
{
    gsize length = 0, i = 0;
    const char *text = look(scanner, at, FIRST_HEADER_BYTES, &length);

    while (i < length && g_ascii_isspace(text[i]))
        i++;
    return i < length && text[i] == '<';
}

/* Which of several fields Content-Type counts. */
static const PartHeaderType *
choose_type(Scanner *scanner, const PartHeader *header, gint64 begin)
{
    const PartHeaderType *chosen = NULL;

    if (header->types->len == 1)
        return g_ptr_array_index(header->types, 0);
    for (guint i = 0; i < header->types->len; i++) {
        const PartHeaderType *type = g_ptr_array_index(header->types, i);
        g_autoptr(GPtrArray) boundaries = g_ptr_array_new();
        BoundaryLine line;
        if (type->content != PART_HEADER_MULTIPART) {
            gboolean is_worse = chosen != NULL && chosen->is_html && !type->is_html;
            if (!is_worse || !looks_like_html(scanner, begin + (gint64)header->length))
                chosen = type;
            continue;
        }
        if (type->boundary == NULL)
            continue;
        g_ptr_array_add(boundaries, type->boundary);
        if (find_boundary(scanner, boundaries, begin + (gint64)header->length, TRUE, &line))
            return type;
    }
    return chosen != NULL || header->types->len == 0 ? chosen : g_ptr_array_index(header->types, 0);
}

static void
set_others_aside(Scanner *scanner, const PartHeader *header, gint64 begin,
                 const PartHeaderType *chosen)
{
    const PartHeaderEncoding *encodings = (const void *)header->encodings->data;
    guint best = 0;

    for (guint i = 0; i < header->types->len; i++) {
        const PartHeaderType *type = g_ptr_array_index(header->types, i);
        if (type != chosen)
            add_mend(scanner, begin + (gint64)type->at, 0, "X-Other-");
    }
    for (guint i = 1; i < header->encodings->len; i++)
        best = encodings[i].rank > encodings[best].rank ? i : best;
    for (guint i = 0; i < header->encodings->len; i++) {
        if (i != best)
            add_mend(scanner, begin + (gint64)encodings[i].at, 0, "X-Other-");
    }
}

static gboolean
is_encoded(const PartHeader *header)
{
    const PartHeaderEncoding *encodings = (const void *)header->encodings->data;

    for (guint i = 0; i < header->encodings->len; i++) {
        if (encodings[i].rank > 0)
            return TRUE;
    }
    return FALSE;
}

/* ---- the way through the message ---- */

typedef enum { IN_CONTENT, IN_PROLOGUE, IN_EPILOGUE } Place;

/* An attached mail. Its header must not hide the boundary after it. */
static void
read_nested(Scanner *scanner, gint64 at, gint64 type_at, gsize type_length)
{
    gsize length = 0, skipped = 0;
    const char *text = look(scanner, at, FIRST_HEADER_BYTES, &length);
    BoundaryLine boundary, further;
    HeaderLine line = {0};

    while (header_line_read(text, length, skipped, TRUE, &line) && header_line_is_white(&line))
        skipped += line.whole;
    if (read_boundary(scanner, scanner->boundaries, at + (gint64)skipped, &boundary) ||
        skipped >= length)
        return;
    text = look(scanner, at, FIRST_HEADER_BYTES, &length);
    if (header_line_read(text, length, skipped, TRUE, &line) &&
        header_line_name_length(&line) == 0 && !header_line_is_envelope(&line)) {
        add_mend(scanner, type_at, type_length, STRUCTURE_RAW_MESSAGE);
        return;
    }
    g_autoptr(PartHeader) header = read_header(scanner, at, PART_HEADER_NESTED);
    if (header != NULL && header->is_cut &&
        read_boundary(scanner, scanner->boundaries, at + (gint64)header->length, &boundary) &&
        find_boundary(scanner, scanner->boundaries, boundary.end, TRUE, &further))
        add_mend(scanner, boundary.begin, 0, "\n");
}

/* Reads the header at `at`; returns where its content begins, or -1. */
static gint64
enter(Scanner *scanner, gint64 at, PartHeaderKind kind, Place *ret_place)
{
    g_autoptr(PartHeader) header = read_header(scanner, at, kind);

    if (header == NULL)
        return -1;
    for (guint i = 0; i < header->mends->len; i++) {
        const PartHeaderMend *mend = &g_array_index(header->mends, PartHeaderMend, i);
        add_mend(scanner, at + (gint64)mend->at, mend->n_removed, mend->text);
    }
    if (kind == PART_HEADER_PART)
        scanner->result->n_outside_bytes += header->n_foreign;
    scanner->result->has_two_types |= header->types->len > 1;
    const PartHeaderType *type = choose_type(scanner, header, at);
    set_others_aside(scanner, header, at, type);
    gint64 begin = at + (gint64)header->length;
    *ret_place = IN_CONTENT;
    if (type != NULL && type->content == PART_HEADER_MULTIPART && type->boundary != NULL &&
        scanner->boundaries->len < MAX_DEPTH) {
        g_ptr_array_add(scanner->boundaries, g_strdup(type->boundary));
        *ret_place = IN_PROLOGUE;
    } else if (type != NULL && type->content == PART_HEADER_MESSAGE && !is_encoded(header)) {
        read_nested(scanner, begin, at + (gint64)type->name_at, type->name_length);
    }
    return begin;
}

/* The end of the known content that begins at `at`, or `at`. */
static gint64
skip_content(Scanner *scanner, gint64 at)
{
    for (; scanner->n_passed < scanner->contents->len; scanner->n_passed++) {
        const StructureRange *range =
            &g_array_index(scanner->contents, StructureRange, scanner->n_passed);
        if (range->begin == at)
            return MAX(at, MIN(range->end, scanner->length));
        if (range->begin > at)
            break;
    }
    return at;
}

/* Counts the octets between `begin` and the boundary that ends them. */
static void
count(Scanner *scanner, Place place, gint64 begin, const BoundaryLine *boundary)
{
    gboolean is_own =
        boundary->begin < scanner->length && boundary->level + 1 == scanner->boundaries->len;

    if (place == IN_CONTENT || (place == IN_PROLOGUE && !is_own))
        scanner->result->n_content_bytes += (guint64)(boundary->begin - begin);
    else
        scanner->result->n_outside_bytes += count_visible(scanner, begin, boundary->begin);
}

/* If the last boundary has no line end, GMime treats the CR before it as content. */
static void
mend_last_line(Scanner *scanner, const BoundaryLine *boundary)
{
    gsize length = 0;

    if (boundary->end < scanner->length || boundary->begin < 2)
        return;
    const char *text = look(scanner, boundary->begin - 2, MAX_LINE_BYTES, &length);
    if (text[0] == '\r' && text[length - 1] != '\n')
        add_mend(scanner, scanner->length, 0, "\r\n");
}

static void
walk(Scanner *scanner)
{
    Place place = IN_CONTENT;
    gint64 at = enter(scanner, 0, PART_HEADER_MAIL, &place);

    while (at >= 0) {
        gint64 from = place == IN_CONTENT ? skip_content(scanner, at) : at;
        BoundaryLine boundary;
        gboolean is_found =
            find_boundary(scanner, scanner->boundaries, from, from == at, &boundary);
        count(scanner, place, at, &boundary);
        if (!is_found)
            return;
        mend_last_line(scanner, &boundary);
        at = boundary.end;
        g_ptr_array_set_size(scanner->boundaries, (int)boundary.level + (boundary.is_last ? 0 : 1));
        if (boundary.is_last)
            place = IN_EPILOGUE;
        else
            at = enter(scanner, at, PART_HEADER_PART, &place);
    }
}

/* ---- mending ---- */

static int
compare_mends(gconstpointer a, gconstpointer b)
{
    const Mend *x = a, *y = b;

    return x->at < y->at ? -1 : x->at > y->at ? 1 : 0;
}

static void
add_source(GMimeStream *joined, GMimeStream *source)
{
    g_mime_stream_cat_add_source(GMIME_STREAM_CAT(joined), source);
    g_object_unref(source);
}

/* The message with all repairs. (transfer full) */
static GMimeStream *
join(Scanner *scanner)
{
    GMimeStream *joined = g_mime_stream_cat_new();
    gint64 start = scanner->stream->bound_start, at = 0;

    g_array_sort(scanner->mends, compare_mends);
    for (guint i = 0; i < scanner->mends->len; i++) {
        const Mend *mend = &g_array_index(scanner->mends, Mend, i);
        if (mend->at < at)
            continue;
        if (mend->at > at)
            add_source(joined,
                       g_mime_stream_substream(scanner->stream, start + at, start + mend->at));
        if (*mend->text != '\0')
            add_source(joined, g_mime_stream_mem_new_with_buffer(mend->text, strlen(mend->text)));
        at = mend->at + (gint64)mend->n_removed;
    }
    if (at < scanner->length)
        add_source(joined,
                   g_mime_stream_substream(scanner->stream, start + at, start + scanner->length));
    g_mime_stream_reset(joined);
    return joined;
}

void
structure_free(Structure *structure)
{
    if (structure == NULL)
        return;
    g_clear_object(&structure->mended);
    g_free(structure);
}

Structure *
structure_read(GMimeStream *stream, const GArray *contents)
{
    g_autoptr(Structure) result = g_new0(Structure, 1);
    g_autoptr(GPtrArray) boundaries = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) mends = g_array_new(FALSE, FALSE, sizeof(Mend));
    g_autofree char *window = g_malloc(WINDOW_BYTES);
    Scanner scanner = {.stream = stream,
                       .length = g_mime_stream_length(stream),
                       .contents = contents,
                       .boundaries = boundaries,
                       .mends = mends,
                       .window = window,
                       .result = result};

    if (scanner.length > 0)
        walk(&scanner);
    if (mends->len > 0)
        result->mended = join(&scanner);
    g_mime_stream_reset(stream);
    return g_steal_pointer(&result);
}
