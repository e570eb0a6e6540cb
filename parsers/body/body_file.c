/* body_file.c - see body_file.h.
 *
 * Gives an attachment its name and its octets. body.c decides which parts are attachments. */
#include "parsers/body/body_file.h"

#include "parsers/attachment/part_name.h"
#include "parsers/body/body_text.h"
#include "parsers/body/conservation.h"
#include "parsers/encoding/charset.h"
#include "parsers/encoding/transfer_encoding.h"
#include "parsers/text/part_text.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define PIECE_BYTES ((gsize)32 * 1024)

/* FALSE, with a note, if the mail has too many attachments. */
static gboolean
has_room(Body *body)
{
    guint max = body->run->options.max_attachments;

    if (body->run->letter->attachments->len < max)
        return TRUE;
    parse_run_note(body->run, "only the first %u attachments were kept", max);
    body->run->keep_original = TRUE;
    return FALSE;
}

static LetterAttachment *
new_attachment(Body *body, const BodyFile *file)
{
    LetterAttachment *attachment = g_new0(LetterAttachment, 1);

    attachment->name = attachment_names_add(body->names, file->name, file->type,
                                            body->run->options.max_name_bytes);
    attachment->content_type = g_strdup(file->type);
    attachment->role = file->role;
    attachment->is_inline = file->is_inline;
    return attachment;
}

static gboolean
is_inline(GMimeObject *object)
{
    const char *disposition = g_mime_object_get_disposition(object);

    if (disposition != NULL && g_ascii_strcasecmp(disposition, "inline") == 0)
        return TRUE;
    return g_mime_object_get_content_id(object) != NULL;
}

/* Whether the image just written is smaller than the caller wants to keep. */
static gboolean
is_unwanted_image(const Body *body, const LetterAttachment *attachment)
{
    return attachment->is_inline && g_str_has_prefix(attachment->content_type, "image/") &&
           attachment->size < body->run->options.drop_images_below_bytes;
}

static char *
name_of(Body *body, GMimeObject *object)
{
    return part_name_get(object, body->run->gmime_options, body->run->options.default_charset);
}

/* A file of text may be plain though it is labelled base64. */
static GMimeContentEncoding
encoding_of(GMimePart *part, const char *type, GMimeStream *content)
{
    GMimeContentEncoding encoding = transfer_encoding_of(part);
    gboolean is_text = g_str_has_prefix(type, "text/") || g_str_has_prefix(type, "message/");

    return is_text ? transfer_encoding_proven(encoding, content, FALSE) : encoding;
}

/* Plain lines below the Base64 of a file come from a relay or a mailing list. They belong to the
 * text of the mail. */
static void
add_rest(Body *body)
{
    g_autofree char *rest = attachment_writer_take_rest(body->run->writer);

    if (*g_strstrip(rest) == '\0')
        return;
    g_autoptr(GString) text =
        charset_to_utf8(NULL, rest, strlen(rest), body->run->options.default_charset);
    g_autofree char *clean = text_clean(text->str, text->len);
    body_text_add(body, clean);
}

void
body_file_part(Body *body, GMimePart *part, const char *type)
{
    AttachmentWriter *writer = body->run->writer;
    GMimeDataWrapper *content = g_mime_part_get_content(part);

    conservation_explain_part(body, part);
    if (!has_room(body))
        return;
    g_autofree char *name = name_of(body, GMIME_OBJECT(part));
    const BodyFile file = {.name = name, .type = type, .is_inline = is_inline(GMIME_OBJECT(part))};
    g_autoptr(LetterAttachment) attachment = g_new0(LetterAttachment, 1);
    attachment->content_type = g_strdup(type);
    attachment->is_inline = file.is_inline;
    if (content != NULL) {
        GMimeStream *raw = g_mime_data_wrapper_get_stream(content);
        attachment_writer_copy(writer, raw, encoding_of(part, type, raw), attachment);
        add_rest(body);
    } else {
        attachment_writer_begin(writer);
        attachment_writer_end(writer, attachment);
    }
    if (is_unwanted_image(body, attachment)) {
        attachment_writer_discard(writer);
        body->n_dropped_images++;
        return;
    }
    attachment->name =
        attachment_names_add(body->names, name, type, body->run->options.max_name_bytes);
    g_ptr_array_add(body->run->letter->attachments, g_steal_pointer(&attachment));
}

void
body_file_bytes(Body *body, const BodyFile *file, const void *data, gsize length)
{
    if (!has_room(body))
        return;
    LetterAttachment *attachment = new_attachment(body, file);
    attachment_writer_begin(body->run->writer);
    attachment_writer_add(body->run->writer, data, length);
    attachment_writer_end(body->run->writer, attachment);
    g_ptr_array_add(body->run->letter->attachments, attachment);
}

void
body_file_text(Body *body, GMimePart *part, const BodyFile *file)
{
    if (!has_room(body))
        return;
    LetterAttachment *attachment = new_attachment(body, file);
    part_text_attach(body->run, part, attachment);
    g_ptr_array_add(body->run->letter->attachments, attachment);
}

static void
write_stream(AttachmentWriter *writer, GMimeStream *stream)
{
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    gssize n = 0;

    g_mime_stream_reset(stream);
    while ((n = g_mime_stream_read(stream, piece, PIECE_BYTES)) > 0)
        attachment_writer_add(writer, piece, (gsize)n);
}

void
body_file_original(Body *body)
{
    const BodyFile file = {.name = "message.eml", .type = "message/rfc822"};
    LetterAttachment *attachment = new_attachment(body, &file);

    attachment_writer_begin(body->run->writer);
    write_stream(body->run->writer, body->run->raw);
    attachment_writer_end(body->run->writer, attachment);
    g_ptr_array_add(body->run->letter->attachments, attachment);
}

/* ---- messages in messages ---- */

/* The offset after the header of the part. The last field of the header is at `offset` in the
 * stream. */
static gint64
header_end(Body *body, gint64 offset)
{
    g_autoptr(GMimeStream) tail = g_mime_stream_substream(body->stream, offset, -1);
    g_autoptr(GMimeStream) lines = g_mime_stream_buffer_new(tail, GMIME_STREAM_BUFFER_BLOCK_READ);
    g_autofree char *line = g_malloc(PIECE_BYTES);
    gboolean is_line_start = TRUE;
    gssize n = 0;

    while ((n = g_mime_stream_buffer_gets(lines, line, PIECE_BYTES)) > 0) {
        offset += n;
        if (is_line_start && (line[0] == '\n' || (line[0] == '\r' && line[1] == '\n')))
            return offset;
        is_line_start = line[n - 1] == '\n';
    }
    return -1;
}

/* The offset in the stream of the attached message, or -1. It is after the header of its part, so
 * that lines that do not belong in its own header are kept; or at its first field. */
static gint64
message_begin(Body *body, GMimeMessagePart *part, GMimeMessage *message)
{
    GMimeHeaderList *outer = g_mime_object_get_header_list(GMIME_OBJECT(part));
    GMimeHeaderList *inner = g_mime_object_get_header_list(GMIME_OBJECT(message));
    int n = g_mime_header_list_get_count(outer);

    if (n > 0)
        return header_end(body,
                          g_mime_header_get_offset(g_mime_header_list_get_header_at(outer, n - 1)));
    if (g_mime_header_list_get_count(inner) == 0)
        return -1;
    return g_mime_header_get_offset(g_mime_header_list_get_header_at(inner, 0));
}

/* Whether a line begins with the boundary of one of the multiparts around (RFC 2046 section 5.1.2:
 * "boundary delimiters ... at the beginning of a line"). */
static gboolean
is_boundary(const GPtrArray *boundaries, const char *line, gsize length)
{
    if (length < 2 || line[0] != '-' || line[1] != '-')
        return FALSE;
    for (guint i = 0; i < boundaries->len; i++) {
        const char *boundary = g_ptr_array_index(boundaries, i);
        gsize n = strlen(boundary);
        if (length - 2 >= n && memcmp(line + 2, boundary, n) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Adds the octets from `begin` to the next boundary; the line end before a boundary belongs to the
 * boundary. A line longer than the buffer is not a boundary. */
static void
write_until_boundary(Body *body, gint64 begin)
{
    g_autoptr(GMimeStream) tail = g_mime_stream_substream(body->stream, begin, -1);
    g_autoptr(GMimeStream) lines = g_mime_stream_buffer_new(tail, GMIME_STREAM_BUFFER_BLOCK_READ);
    g_autofree char *line = g_malloc(PIECE_BYTES);
    char held[2];
    gsize n_held = 0;
    gboolean is_line_start = TRUE;
    gssize n = 0;

    while ((n = g_mime_stream_buffer_gets(lines, line, PIECE_BYTES)) > 0) {
        gsize length = (gsize)n;
        if (is_line_start && is_boundary(body->boundaries, line, length))
            return;
        attachment_writer_add_lines(body->run->writer, held, n_held);
        n_held = 0;
        is_line_start = line[length - 1] == '\n';
        if (is_line_start)
            n_held = length > 1 && line[length - 2] == '\r' ? 2 : 1;
        memcpy(held, line + length - n_held, n_held);
        attachment_writer_add_lines(body->run->writer, line, length - n_held);
    }
    attachment_writer_add_lines(body->run->writer, held, n_held);
}

void
body_file_message(Body *body, GMimeMessagePart *part)
{
    GMimeMessage *message = g_mime_message_part_get_message(part);
    gint64 begin = message == NULL ? -1 : message_begin(body, part, message);

    if (!has_room(body))
        return;
    g_autofree char *name = name_of(body, GMIME_OBJECT(part));
    const BodyFile file = {.name = name, .type = "message/rfc822"};
    LetterAttachment *attachment = new_attachment(body, &file);
    attachment_writer_begin(body->run->writer);
    if (begin >= 0) {
        write_until_boundary(body, begin);
    } else if (message != NULL) {
        g_autofree char *text = g_mime_object_to_string(GMIME_OBJECT(message), NULL);
        attachment_writer_add_lines(body->run->writer, text, strlen(text));
    }
    attachment_writer_end(body->run->writer, attachment);
    conservation_explain(body, attachment->size);
    g_ptr_array_add(body->run->letter->attachments, attachment);
}

GString *
body_file_content(GMimePart *part, gsize max_bytes)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    gssize n = 0;

    if (content == NULL)
        return g_steal_pointer(&bytes);
    GMimeStream *raw = g_mime_data_wrapper_get_stream(content);
    g_autoptr(TransferDecoder) decoder =
        transfer_decoder_new(transfer_encoding_proven(transfer_encoding_of(part), raw, FALSE));
    g_mime_stream_reset(raw);
    while (bytes->len <= max_bytes && (n = g_mime_stream_read(raw, piece, PIECE_BYTES)) > 0)
        transfer_decoder_add(decoder, piece, (gsize)n, bytes);
    transfer_decoder_finish(decoder, bytes);
    return bytes->len > max_bytes ? NULL : g_steal_pointer(&bytes);
}
