/* transfer_encoding.c - see transfer_encoding.h.
 *
 * Reads broken encodings (base64_loose.c reads Base64). Does not know what the octets mean. */
#include "parsers/encoding/transfer_encoding.h"

#include "parsers/encoding/base64_loose.h"
#include "parsers/encoding/uuencoded.h"

#include <string.h>

#define MAX_ESCAPE 64
#define LOOK_BYTES ((gsize)4096)

typedef struct {
    char held[MAX_ESCAPE]; /* held from a '=' on, until its meaning is clear */
    gsize n_held;
} LooseQuoted;

struct TransferDecoder {
    GMimeContentEncoding encoding;
    char line_end; /* what LF becomes where it is not encoded */
    Base64Loose base64;
    LooseQuoted quoted;
    GString *rest;      /* lines of plain text around the Base64 */
    GString *uuencoded; /* all of it so far */
    gsize n_lost;       /* of it */
};

/* ---- what is not encoded ---- */

static void
append_literal(GString *decoded, const char *bytes, gsize length, char line_end)
{
    gsize begin = decoded->len;

    g_string_append_len(decoded, bytes, (gssize)length);
    for (gsize i = begin; line_end != '\n' && i < decoded->len; i++) {
        if (decoded->str[i] == '\n')
            decoded->str[i] = line_end;
    }
}

/* ---- quoted-printable ---- */

static void
quoted_release(LooseQuoted *quoted, GString *decoded)
{
    g_string_append_len(decoded, quoted->held, (gssize)quoted->n_held);
    quoted->n_held = 0;
}

/* One more octet after a '='. */
static void
quoted_escape(TransferDecoder *decoder, char c, GString *decoded)
{
    LooseQuoted *quoted = &decoder->quoted;
    char first = quoted->held[1];
    gboolean is_digit = quoted->n_held == 2 && g_ascii_isxdigit(first);

    if (c == '\n' && !is_digit) {
        quoted->n_held = 0; /* only white space was held */
    } else if (is_digit && g_ascii_isxdigit(c)) {
        quoted->n_held = 0;
        g_string_append_c(decoded,
                          (char)(g_ascii_xdigit_value(first) * 16 + g_ascii_xdigit_value(c)));
    } else if (!is_digit && quoted->n_held < MAX_ESCAPE &&
               ((quoted->n_held == 1 && g_ascii_isxdigit(c)) || strchr(" \t\r", c) != NULL) &&
               c != '\0') {
        quoted->held[quoted->n_held++] = c;
    } else {
        quoted_release(quoted, decoded);
        if (c == '=')
            quoted->held[quoted->n_held++] = c;
        else
            append_literal(decoded, &c, 1, decoder->line_end);
    }
}

static void
quoted_add(TransferDecoder *decoder, const char *bytes, gsize length, GString *decoded)
{
    LooseQuoted *quoted = &decoder->quoted;

    for (gsize i = 0; i < length; i++) {
        if (quoted->n_held > 0) {
            quoted_escape(decoder, bytes[i], decoded);
            continue;
        }
        const char *sign = memchr(bytes + i, '=', length - i);
        gsize run = sign == NULL ? length - i : (gsize)(sign - bytes) - i;
        append_literal(decoded, bytes + i, run, decoder->line_end);
        i += run;
        if (i < length)
            quoted->held[quoted->n_held++] = '=';
    }
}

/* A '=' at the very end is a soft line break that was cut. */
static void
quoted_finish(LooseQuoted *quoted, GString *decoded)
{
    if (quoted->n_held == 1)
        quoted->n_held = 0;
    quoted_release(quoted, decoded);
}

/* ---- uuencode ---- */

/* The first file in the held lines; without "begin" and "end", the lines themselves. */
static void
uuencoded_finish(TransferDecoder *decoder, GString *decoded)
{
    const GString *text = decoder->uuencoded;
    g_autofree char *rest = NULL;
    g_autoptr(GPtrArray) files = uuencoded_take(text->str, &rest);

    if (files == NULL) {
        g_string_append_len(decoded, text->str, (gssize)text->len);
        return;
    }
    g_string_append(decoder->rest, g_strstrip(rest));
    for (guint i = 1; i < files->len; i++)
        decoder->n_lost += ((const UuencodedFile *)g_ptr_array_index(files, i))->content->len;
    const UuencodedFile *file = g_ptr_array_index(files, 0);
    g_string_append_len(decoded, file->content->str, (gssize)file->content->len);
}

/* ---- all ---- */

GMimeContentEncoding
transfer_encoding_of(GMimePart *part)
{
    GMimeContentEncoding encoding = g_mime_part_get_content_encoding(part);
    const char *value = g_mime_object_get_header(GMIME_OBJECT(part), "Content-Transfer-Encoding");

    if (encoding != GMIME_CONTENT_ENCODING_DEFAULT || value == NULL)
        return encoding;
    value += strspn(value, " \t\r\n\"'");
    g_autofree char *word = g_strndup(value, strcspn(value, " \t\r\n\"';,("));
    return g_mime_content_encoding_from_string(word);
}

/* At most `max_bytes` from the beginning of the stream, which is left there. */
static GString *
read_head(GMimeStream *stream, gsize max_bytes, gboolean *ret_is_all)
{
    GString *head = g_string_sized_new(max_bytes);
    gssize n = 0;

    g_mime_stream_reset(stream);
    while (head->len < max_bytes &&
           (n = g_mime_stream_read(stream, head->str + head->len, max_bytes - head->len)) > 0)
        g_string_set_size(head, head->len + (gsize)n);
    *ret_is_all = g_mime_stream_eos(stream);
    g_mime_stream_reset(stream);
    return head;
}

GMimeContentEncoding
transfer_encoding_proven(GMimeContentEncoding encoding, GMimeStream *content, gboolean is_text)
{
    gboolean is_all = FALSE;

    if (encoding != GMIME_CONTENT_ENCODING_BASE64)
        return encoding;
    g_autoptr(GString) head = read_head(content, LOOK_BYTES, &is_all);
    return base64_loose_is_plain(head->str, head->len, is_text && is_all)
               ? GMIME_CONTENT_ENCODING_8BIT
               : encoding;
}

GString *
transfer_encoding_head(GMimePart *part, gsize max_bytes)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    g_autoptr(GString) decoded = g_string_new(NULL);
    gboolean is_all = FALSE;

    if (content == NULL)
        return g_steal_pointer(&decoded);
    GMimeStream *stream = g_mime_data_wrapper_get_stream(content);
    g_autoptr(GString) head = read_head(stream, max_bytes, &is_all);
    g_autoptr(TransferDecoder) decoder =
        transfer_decoder_new(transfer_encoding_proven(transfer_encoding_of(part), stream, TRUE));
    transfer_decoder_add(decoder, head->str, head->len, decoded);
    if (is_all)
        transfer_decoder_finish(decoder, decoded);
    return g_steal_pointer(&decoded);
}

TransferDecoder *
transfer_decoder_new(GMimeContentEncoding encoding)
{
    TransferDecoder *decoder = g_new0(TransferDecoder, 1);

    decoder->encoding = encoding;
    decoder->line_end = '\n';
    decoder->rest = g_string_new(NULL);
    decoder->base64.rest = decoder->rest;
    decoder->uuencoded = g_string_new(NULL);
    return decoder;
}

void
transfer_decoder_free(TransferDecoder *decoder)
{
    if (decoder == NULL)
        return;
    g_string_free(decoder->rest, TRUE);
    g_string_free(decoder->uuencoded, TRUE);
    g_free(decoder);
}

void
transfer_decoder_set_line_end(TransferDecoder *decoder, char line_end)
{
    decoder->line_end = line_end;
}

void
transfer_decoder_add(TransferDecoder *decoder, const char *bytes, gsize length, GString *decoded)
{
    if (decoder->encoding == GMIME_CONTENT_ENCODING_BASE64)
        base64_loose_add(&decoder->base64, bytes, length, decoded);
    else if (decoder->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
        quoted_add(decoder, bytes, length, decoded);
    else if (decoder->encoding == GMIME_CONTENT_ENCODING_UUENCODE)
        g_string_append_len(decoder->uuencoded, bytes, (gssize)length);
    else
        append_literal(decoded, bytes, length, decoder->line_end);
}

void
transfer_decoder_finish(TransferDecoder *decoder, GString *decoded)
{
    if (decoder->encoding == GMIME_CONTENT_ENCODING_BASE64)
        base64_loose_finish(&decoder->base64, decoded);
    else if (decoder->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
        quoted_finish(&decoder->quoted, decoded);
    else if (decoder->encoding == GMIME_CONTENT_ENCODING_UUENCODE)
        uuencoded_finish(decoder, decoded);
}

gsize
transfer_decoder_n_lost(const TransferDecoder *decoder)
{
    gsize n = decoder->base64.n_skipped + decoder->n_lost;

    for (gsize i = 0; i < decoder->rest->len; i++)
        n += g_ascii_isspace(decoder->rest->str[i]) ? 0 : 1;
    return n;
}

gsize
transfer_decoder_rest_length(const TransferDecoder *decoder)
{
    return decoder->rest->len;
}

GString *
transfer_decoder_take_rest(TransferDecoder *decoder)
{
    GString *rest = g_string_new_len(decoder->rest->str, (gssize)decoder->rest->len);

    g_string_truncate(decoder->rest, 0);
    return rest;
}
