/* attachment_writer.c - see attachment_writer.h.
 *
 * Valid Base64 is copied or left in the message, because decoding and encoding 10 MB would cost
 * more than everything else together. Other content is decoded and encoded. Does not know the name
 * or the purpose of an attachment. */
#include "parsers/attachment/attachment_writer.h"

#include "parsers/encoding/base64_lines.h"
#include "parsers/encoding/transfer_encoding.h"
#include "parsers/message_stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES (64 * 1024)
#define CHUNK_BYTES (32 * 1024)
/* Most octets of plain lines around Base64; more are not a footer. */
#define MAX_REST_BYTES 2000

struct AttachmentWriter {
    gboolean is_base64_left;
    int fd;
    int error;        /* errno of the first failure, or 0 */
    goffset position; /* offset in the file of the buffer's first octet */
    goffset begin;    /* of the open attachment */
    guint64 size;     /* decoded octets of the open attachment */
    guint64 n_lost;   /* octets that were not decoded, of all attachments */
    char *rest;       /* plain lines around the content copied last, or NULL */
    char line_end;    /* written for each LF that is not encoded */
    gint state;       /* of g_base64_encode_step */
    gint save;
    gsize used;
    char buffer[BUFFER_BYTES];
};

AttachmentWriter *
attachment_writer_new(int fd)
{
    AttachmentWriter *writer = g_new(AttachmentWriter, 1);

    memset(writer, 0, G_STRUCT_OFFSET(AttachmentWriter, buffer));
    writer->fd = fd;
    writer->line_end = '\n';
    writer->position = lseek(fd, 0, SEEK_END);
    if (writer->position < 0)
        writer->error = errno;
    return writer;
}

void
attachment_writer_free(AttachmentWriter *writer)
{
    if (writer != NULL)
        g_free(writer->rest);
    g_free(writer);
}

void
attachment_writer_set_line_end(AttachmentWriter *writer, char line_end)
{
    writer->line_end = line_end;
}

gboolean
attachment_writer_has_failed(const AttachmentWriter *writer)
{
    return writer->error != 0;
}

int
attachment_writer_errno(const AttachmentWriter *writer)
{
    return writer->error;
}

static guint64
decoded_size(const Base64Lines *lines)
{
    return lines->n_chars / 4 * 3 - lines->n_padding;
}

static void
writer_flush(AttachmentWriter *writer)
{
    gsize done = 0;

    while (writer->error == 0 && done < writer->used) {
        gssize n = write(writer->fd, writer->buffer + done, writer->used - done);
        if (n > 0)
            done += (gsize)n;
        else if (n == 0)
            writer->error = EIO;
        else if (errno != EINTR)
            writer->error = errno;
    }
    writer->position += (goffset)done;
    writer->used = 0;
}

/* Room for `length` octets, BUFFER_BYTES at most. */
static char *
writer_reserve(AttachmentWriter *writer, gsize length)
{
    if (BUFFER_BYTES - writer->used < length)
        writer_flush(writer);
    return writer->buffer + writer->used;
}

static goffset
writer_tell(const AttachmentWriter *writer)
{
    return writer->position + (goffset)writer->used;
}

void
attachment_writer_begin(AttachmentWriter *writer)
{
    writer->begin = writer_tell(writer);
    writer->size = 0;
    writer->state = 0;
    writer->save = 0;
}

void
attachment_writer_discard(AttachmentWriter *writer)
{
    if (writer->begin >= writer->position) {
        writer->used = (gsize)(writer->begin - writer->position);
        return;
    }
    writer->used = 0;
    if (writer->error != 0)
        return;
    if (ftruncate(writer->fd, writer->begin) < 0 || lseek(writer->fd, writer->begin, SEEK_SET) < 0)
        writer->error = errno;
    writer->position = writer->begin;
}

void
attachment_writer_add(AttachmentWriter *writer, const void *data, gsize length)
{
    const guchar *p = data;

    writer->size += length;
    while (length > 0) {
        gsize n = MIN(length, (gsize)CHUNK_BYTES);
        char *room = writer_reserve(writer, (n / 3 + 1) * 4 + 4);
        writer->used += g_base64_encode_step(p, n, FALSE, room, &writer->state, &writer->save);
        p += n;
        length -= n;
    }
}

void
attachment_writer_add_lines(AttachmentWriter *writer, const char *text, gsize length)
{
    const char *end = NULL;

    while (writer->line_end != '\n' && (end = memchr(text, '\n', length)) != NULL) {
        gsize n = (gsize)(end - text);
        attachment_writer_add(writer, text, n);
        attachment_writer_add(writer, &writer->line_end, 1);
        text += n + 1;
        length -= n + 1;
    }
    attachment_writer_add(writer, text, length);
}

void
attachment_writer_end(AttachmentWriter *writer, LetterAttachment *attachment)
{
    char *room = writer_reserve(writer, 8);

    writer->used += g_base64_encode_close(FALSE, room, &writer->state, &writer->save);
    attachment->offset = (guint64)writer->begin;
    attachment->length = (guint64)(writer_tell(writer) - writer->begin);
    attachment->size = writer->size;
    writer_flush(writer);
}

void
attachment_writer_leave_base64(AttachmentWriter *writer, gboolean is_left)
{
    writer->is_base64_left = is_left;
}

/* TRUE: it is valid Base64 in the message's file, and `attachment` says where. */
static gboolean
leave_base64(GMimeStream *raw, LetterAttachment *attachment)
{
    g_autofree char *chunk = g_malloc(CHUNK_BYTES);
    Base64Lines lines = {0};
    gsize length = 0;
    gssize n = 0;

    while ((n = g_mime_stream_read(raw, chunk, CHUNK_BYTES)) > 0) {
        if (!base64_lines_copy(&lines, chunk, (gsize)n, chunk, &length))
            return FALSE;
    }
    if (n < 0 || !base64_lines_is_complete(&lines))
        return FALSE;
    attachment->offset = (guint64)raw->bound_start;
    attachment->stored_length = (guint64)g_mime_stream_length(raw);
    attachment->length = lines.n_chars;
    attachment->size = decoded_size(&lines);
    return TRUE;
}

/* Tries to copy valid Base64. FALSE if the content is irregular; the caller then discards what was
 * written. */
static gboolean
copy_base64(AttachmentWriter *writer, GMimeStream *raw)
{
    g_autofree char *chunk = g_malloc(CHUNK_BYTES);
    Base64Lines lines = {0};
    gssize n = 0;

    while ((n = g_mime_stream_read(raw, chunk, CHUNK_BYTES)) > 0) {
        char *room = writer_reserve(writer, CHUNK_BYTES);
        gsize written = 0;
        if (!base64_lines_copy(&lines, chunk, (gsize)n, room, &written))
            return FALSE;
        writer->used += written;
    }
    if (!base64_lines_is_complete(&lines))
        return FALSE;
    writer->size = decoded_size(&lines);
    return TRUE;
}

static gboolean
take_base64(AttachmentWriter *writer, GMimeStream *raw, LetterAttachment *attachment)
{
    if (writer->is_base64_left && MESSAGE_IS_STREAM(raw))
        return leave_base64(raw, attachment);
    if (!copy_base64(writer, raw))
        return FALSE;
    attachment_writer_end(writer, attachment);
    return TRUE;
}

static void
copy_decoded(AttachmentWriter *writer, GMimeStream *raw, GMimeContentEncoding encoding)
{
    g_autofree char *chunk = g_malloc(CHUNK_BYTES);
    g_autoptr(TransferDecoder) decoder = transfer_decoder_new(encoding);
    g_autoptr(GString) decoded = g_string_new(NULL);
    gssize n = 0;

    transfer_decoder_set_line_end(decoder, writer->line_end);
    while ((n = g_mime_stream_read(raw, chunk, CHUNK_BYTES)) > 0) {
        g_string_truncate(decoded, 0);
        transfer_decoder_add(decoder, chunk, (gsize)n, decoded);
        attachment_writer_add(writer, decoded->str, decoded->len);
    }
    g_string_truncate(decoded, 0);
    transfer_decoder_finish(decoder, decoded);
    attachment_writer_add(writer, decoded->str, decoded->len);
    if (transfer_decoder_rest_length(decoder) <= MAX_REST_BYTES) {
        g_autoptr(GString) rest = transfer_decoder_take_rest(decoder);
        writer->rest = g_strndup(rest->str, rest->len);
    }
    writer->n_lost += transfer_decoder_n_lost(decoder);
}

char *
attachment_writer_take_rest(AttachmentWriter *writer)
{
    return writer->rest != NULL ? g_steal_pointer(&writer->rest) : g_strdup("");
}

guint64
attachment_writer_n_lost(const AttachmentWriter *writer)
{
    return writer->n_lost;
}

void
attachment_writer_copy(AttachmentWriter *writer, GMimeStream *raw, GMimeContentEncoding encoding,
                       LetterAttachment *attachment)
{
    g_clear_pointer(&writer->rest, g_free);
    attachment_writer_begin(writer);
    g_mime_stream_reset(raw);
    if (encoding == GMIME_CONTENT_ENCODING_BASE64 && take_base64(writer, raw, attachment))
        return;
    attachment_writer_discard(writer);
    g_mime_stream_reset(raw);
    copy_decoded(writer, raw, encoding);
    attachment_writer_end(writer, attachment);
}
