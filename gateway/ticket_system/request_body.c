/* request_body.c - see request_body.h.
 *
 * Writes JSON. Does not know HTTP, tickets or limits: it sends what the caller adds. One string has
 * the JSON text between the files. A piece is a span of that string or of a file; reading walks
 * along the pieces. */
#include "gateway/ticket_system/request_body.h"

#include <string.h>

typedef struct {
    gboolean is_text;          /* the span is in `text` */
    AttachmentContent content; /* for text, only offset and length are used */
} Piece;

struct RequestBody {
    GString *text;
    GArray *pieces;    /* of Piece */
    gsize piece_start; /* start in `text` of the current piece of text */
    guint attachment_count;
    gboolean is_sealed;      /* the closing brackets are written */
    guint64 length;          /* of all pieces */
    guint current;           /* reading position: the piece ... */
    guint64 done;            /* ... the octets of it already read */
    AttachmentReader reader; /* ... and for a file, its reader */
};

/* RFC 8259, section 7. Escapes only what has to be escaped. */
static void
append_string(GString *json, const char *text)
{
    g_assert(g_utf8_validate(text, -1, NULL));
    g_string_append_c(json, '"');
    while (*text != '\0') {
        gsize plain = 0;

        while ((guchar)text[plain] >= 0x20 && text[plain] != '"' && text[plain] != '\\')
            plain++;
        g_string_append_len(json, text, (gssize)plain);
        text += plain;
        if (*text == '\0')
            break;
        if (*text == '"' || *text == '\\')
            g_string_append_printf(json, "\\%c", *text);
        else if (*text == '\n')
            g_string_append(json, "\\n");
        else
            g_string_append_printf(json, "\\u%04x", (guint)(guchar)*text);
        text++;
    }
    g_string_append_c(json, '"');
}

static void
add_piece(RequestBody *body, const Piece *piece)
{
    if (piece->content.length == 0)
        return;
    g_array_append_vals(body->pieces, piece, 1);
    body->length += piece->content.length;
}

/* Makes a piece of the text written since the last piece. */
static void
end_text(RequestBody *body)
{
    const Piece piece = {
        .is_text = TRUE,
        .content = {.offset = body->piece_start, .length = body->text->len - body->piece_start}};

    add_piece(body, &piece);
    body->piece_start = body->text->len;
}

RequestBody *
request_body_new(void)
{
    RequestBody *body = g_new0(RequestBody, 1);

    body->text = g_string_new("{");
    body->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    return body;
}

void
request_body_add_member(RequestBody *body, const char *name, const char *value)
{
    g_assert(body->attachment_count == 0 && !body->is_sealed);
    if (value == NULL)
        return;
    if (body->text->len > 1)
        g_string_append_c(body->text, ',');
    g_string_append_printf(body->text, "\"%s\":", name);
    append_string(body->text, value);
}

void
request_body_free(RequestBody *body)
{
    if (body == NULL)
        return;
    g_string_free(body->text, TRUE);
    g_array_free(body->pieces, TRUE);
    g_free(body);
}

/* Writes the part of an attachment before its content. */
static void
open_attachment(RequestBody *body, const RequestFile *file)
{
    g_assert(!body->is_sealed);
    if (body->attachment_count == 0 && body->text->len > 1)
        g_string_append_c(body->text, ',');
    g_string_append(body->text, body->attachment_count == 0 ? "\"attachments\":[" : ",");
    g_string_append(body->text, "{\"name\":");
    append_string(body->text, file->name);
    if (file->content_type != NULL) {
        g_string_append(body->text, ",\"content_type\":");
        append_string(body->text, file->content_type);
    }
    g_string_append(body->text, ",\"content\":\"");
    body->attachment_count++;
}

void
request_body_add_file(RequestBody *body, const RequestFile *file, const AttachmentContent *content)
{
    const Piece piece = {.content = *content};

    g_assert(content->fd >= 0);
    open_attachment(body, file);
    end_text(body);
    add_piece(body, &piece);
    g_string_append(body->text, "\"}");
}

void
request_body_add_bytes(RequestBody *body, const RequestFile *file, GBytes *content)
{
    gsize size = 0;
    const guchar *data = g_bytes_get_data(content, &size);
    gsize room = (size / 3 + 1) * 4;
    gsize start = 0;
    gsize written = 0;
    int state = 0;
    int save = 0;

    open_attachment(body, file);
    start = body->text->len;
    g_string_set_size(body->text, start + room);
    if (size > 0)
        written = g_base64_encode_step(data, size, FALSE, body->text->str + start, &state, &save);
    written += g_base64_encode_close(FALSE, body->text->str + start + written, &state, &save);
    g_string_truncate(body->text, start + written);
    g_string_append(body->text, "\"}");
}

guint64
request_body_length(RequestBody *body)
{
    if (!body->is_sealed) {
        g_string_append(body->text, body->attachment_count > 0 ? "]}" : "}");
        end_text(body);
        body->is_sealed = TRUE;
    }
    return body->length;
}

/* One read of one piece. -1 with errno on a fault. */
static gssize
read_piece(RequestBody *body, const Piece *piece, char *buffer, gsize size)
{
    gsize wanted = (gsize)MIN((guint64)size, piece->content.length - body->done);

    if (piece->is_text) {
        memcpy(buffer, body->text->str + piece->content.offset + body->done, wanted);
        return (gssize)wanted;
    }
    if (body->done == 0)
        body->reader = (AttachmentReader){.content = piece->content};
    return attachment_reader_read(&body->reader, buffer, size);
}

gssize
request_body_read(RequestBody *body, void *buffer, gsize size)
{
    gsize total = 0;

    (void)request_body_length(body);
    while (total < size && body->current < body->pieces->len) {
        const Piece *piece = &g_array_index(body->pieces, Piece, body->current);
        gssize count = read_piece(body, piece, (char *)buffer + total, size - total);

        if (count <= 0)
            return -1; /* it cannot end before its length: attachment_reader_read() */
        total += (gsize)count;
        body->done += (guint64)count;
        if (body->done == piece->content.length) {
            body->current++;
            body->done = 0;
        }
    }
    return (gssize)total;
}

void
request_body_rewind(RequestBody *body)
{
    body->current = 0;
    body->done = 0;
}
