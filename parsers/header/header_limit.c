/* header_limit.c - see header_limit.h.
 *
 * Applies the limits to the outermost header. Reads it once, piece by piece, and never holds more
 * than the limit. Does not know what a field says. */
#include "parsers/header/header_limit.h"

#include <string.h>

#define PIECE_BYTES ((gsize)16 * 1024)

typedef struct {
    guint64 max_header_bytes;
    guint64 max_field_bytes;
    guint max_headers;

    GString *kept;     /* the header within its limits */
    guint64 position;  /* octets read so far */
    guint64 field;     /* octets of the current field, kept or not */
    guint n_fields;    /* including the current one */
    gsize line;        /* octets of the current line without its line end */
    gboolean is_over;  /* something was left out */
    gboolean is_ended; /* the empty line at the end of the header was read */
} Limiter;

static void
begin_line(Limiter *limiter, char c)
{
    gboolean is_fold = (c == ' ' || c == '\t') && limiter->n_fields > 0;

    if (is_fold)
        return;
    limiter->n_fields++;
    limiter->field = 0;
}

/* One octet of the header; kept if it is within the limits. The line end of a cut line is kept too,
 * so that the next field does not become part of it. */
static void
take_octet(Limiter *limiter, char c)
{
    if (limiter->line == 0 && c != '\n' && c != '\r')
        begin_line(limiter, c);
    limiter->field++;
    gboolean is_kept = limiter->n_fields <= limiter->max_headers &&
                       limiter->kept->len < limiter->max_header_bytes &&
                       limiter->field <= limiter->max_field_bytes;
    gboolean is_end_due =
        c == '\n' && limiter->kept->len > 0 && limiter->kept->str[limiter->kept->len - 1] != '\n';
    limiter->is_over |= !is_kept;
    if (is_kept || is_end_due)
        g_string_append_c(limiter->kept, c);
    limiter->is_ended = c == '\n' && limiter->line == 0;
    limiter->line = c == '\n' ? 0 : limiter->line + (c == '\r' ? 0 : 1);
}

static void
read_header(Limiter *limiter, GMimeStream *stream)
{
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    gssize n = 0;

    g_mime_stream_reset(stream);
    while (!limiter->is_ended && (n = g_mime_stream_read(stream, piece, PIECE_BYTES)) > 0) {
        for (gssize i = 0; i < n && !limiter->is_ended; i++) {
            take_octet(limiter, piece[i]);
            limiter->position++;
        }
    }
    g_mime_stream_reset(stream);
}

/* The header that was kept, an empty line, and the body. */
static GMimeStream *
join(Limiter *limiter, GMimeStream *stream)
{
    GMimeStream *joined = g_mime_stream_cat_new();

    if (!g_str_has_suffix(limiter->kept->str, "\n"))
        g_string_append_c(limiter->kept, '\n');
    g_string_append_c(limiter->kept, '\n');
    g_autoptr(GMimeStream) head =
        g_mime_stream_mem_new_with_buffer(limiter->kept->str, limiter->kept->len);
    g_autoptr(GMimeStream) body = g_mime_stream_substream(
        stream, stream->bound_start + (gint64)limiter->position, stream->bound_end);
    g_mime_stream_cat_add_source(GMIME_STREAM_CAT(joined), head);
    g_mime_stream_cat_add_source(GMIME_STREAM_CAT(joined), body);
    g_mime_stream_reset(joined);
    return joined;
}

GMimeStream *
header_limit_open(GMimeStream *stream, const ParseOptions *options)
{
    g_autoptr(GString) kept = g_string_new(NULL);
    Limiter limiter = {.max_header_bytes = options->max_header_bytes,
                       .max_field_bytes =
                           MAX(1, options->max_header_bytes / HEADER_LIMIT_FIELD_SHARE),
                       .max_headers = options->max_headers,
                       .kept = kept};

    read_header(&limiter, stream);
    return limiter.is_over ? join(&limiter, stream) : NULL;
}
