/* transfer_encoding.c - see transfer_encoding.h.
 *
 * Owns the reading of broken encodings. Refuses to know what the octets mean.
 */
#include "parsers/encoding/transfer_encoding.h"

#include "parsers/encoding/uuencoded.h"

#include <string.h>

#define MAX_TAIL_LINE 1024
#define MIN_TAIL_LINE 8
#define MAX_ESCAPE 64

typedef struct {
    guint32 bits;
    guint n_chars;   /* of the group that is open */
    guint n_padding; /* of the group that is open */
    enum { IN_TEXT, AFTER_PADDING, AT_END } place;
    char tail[MAX_TAIL_LINE]; /* the line after the padding, until its end is seen */
    gsize tail_length;
} LooseBase64;

typedef struct {
    char held[MAX_ESCAPE]; /* from a '=' on, until it is clear what it is */
    gsize n_held;
} LooseQuoted;

struct TransferDecoder {
    GMimeContentEncoding encoding;
    char line_end; /* what LF becomes where it is not encoded */
    LooseBase64 base64;
    LooseQuoted quoted;
    GString *uuencoded; /* all of it so far */
};

/* ---- Base64 ---- */

/* The value of each ASCII character (RFC 4648 section 4), -1 for what is not of the alphabet. */
static const gint8 base64_values[128] = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 62,
    -1, -1, -1, 63, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, -1, -1, -1, -1, -1, -1, -1, 0,
    1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
    23, 24, 25, -1, -1, -1, -1, -1, -1, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38,
    39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, -1, -1, -1, -1, -1,
};

static inline int
base64_value(char c)
{
    return (guchar)c < 128 ? base64_values[(guchar)c] : -1;
}

/* The octets of an incomplete group: two characters make one, three make two. */
static void
base64_flush(LooseBase64 *base64, GString *decoded)
{
    guint32 bits = base64->bits << (6 * (4 - base64->n_chars));

    for (guint i = 1; i < base64->n_chars; i++)
        g_string_append_c(decoded, (char)(bits >> (16 - 8 * (i - 1)) & 0xff));
    base64->n_chars = 0;
    base64->n_padding = 0;
    base64->bits = 0;
}

static void
base64_char(LooseBase64 *base64, char c, GString *decoded)
{
    int value = base64_value(c);

    if (c == '=' && base64->n_chars >= 2) {
        if (base64->n_chars + ++base64->n_padding >= 4) {
            base64_flush(base64, decoded);
            base64->place = AFTER_PADDING;
            base64->tail_length = 0;
        }
        return;
    }
    if (value < 0)
        return;
    base64->bits = base64->bits << 6 | (guint32)value;
    if (++base64->n_chars == 4)
        base64_flush(base64, decoded);
}

/* Whether the line after the padding is one more line of Base64. */
static gboolean
tail_is_base64(const LooseBase64 *base64)
{
    gsize length = base64->tail_length;

    while (length > 0 && base64->tail_length - length < 2 && base64->tail[length - 1] == '=')
        length--;
    for (gsize i = 0; i < length; i++) {
        if (base64_value(base64->tail[i]) < 0)
            return FALSE;
    }
    return base64->tail_length >= MIN_TAIL_LINE && base64->tail_length % 4 == 0;
}

static void
end_tail(LooseBase64 *base64, GString *decoded)
{
    gsize length = base64->tail_length;

    if (length == 0)
        return;
    if (!tail_is_base64(base64)) {
        base64->place = AT_END;
        return;
    }
    base64->place = IN_TEXT;
    base64->tail_length = 0;
    for (gsize i = 0; i < length; i++)
        base64_char(base64, base64->tail[i], decoded);
}

static void
tail_char(LooseBase64 *base64, char c, GString *decoded)
{
    if (c == '\n')
        end_tail(base64, decoded);
    else if (base64->tail_length == MAX_TAIL_LINE)
        base64->place = AT_END;
    else if (c != '\r' && c != ' ' && c != '\t')
        base64->tail[base64->tail_length++] = c;
}

/* Whole groups of four between line ends, as nearly all content is; returns the octets taken. */
static gsize
base64_groups(LooseBase64 *base64, const char *bytes, gsize length, GString *decoded)
{
    char out[3 * 64];
    gsize i = 0, used = 0;

    if (base64->n_chars > 0 || base64->place != IN_TEXT)
        return 0;
    for (; i + 4 <= length && used + 3 <= sizeof out; i += 4) {
        int a = base64_value(bytes[i]), b = base64_value(bytes[i + 1]);
        int c = base64_value(bytes[i + 2]), d = base64_value(bytes[i + 3]);
        if ((a | b | c | d) < 0)
            break;
        out[used++] = (char)(a << 2 | b >> 4);
        out[used++] = (char)((b & 15) << 4 | c >> 2);
        out[used++] = (char)((c & 3) << 6 | d);
    }
    g_string_append_len(decoded, out, (gssize)used);
    return i;
}

static void
base64_add(LooseBase64 *base64, const char *bytes, gsize length, GString *decoded)
{
    for (gsize i = 0; i < length && base64->place != AT_END; i++) {
        i += base64_groups(base64, bytes + i, length - i, decoded);
        if (i >= length)
            break;
        if (base64->place == AFTER_PADDING)
            tail_char(base64, bytes[i], decoded);
        else
            base64_char(base64, bytes[i], decoded);
    }
}

static void
base64_finish(LooseBase64 *base64, GString *decoded)
{
    if (base64->place == AFTER_PADDING)
        end_tail(base64, decoded);
    base64_flush(base64, decoded);
}

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

/* One more octet behind a '='. */
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

/* A '=' as the last of all is a soft line end whose line end was cut off. */
static void
quoted_finish(LooseQuoted *quoted, GString *decoded)
{
    if (quoted->n_held == 1)
        quoted->n_held = 0;
    quoted_release(quoted, decoded);
}

/* ---- uuencode ---- */

/* The first file in what was held back; without "begin" and "end", the lines as they are. */
static void
uuencoded_finish(const GString *text, GString *decoded)
{
    g_autofree char *rest = NULL;
    g_autoptr(GPtrArray) files = uuencoded_take(text->str, &rest);

    if (files == NULL) {
        g_string_append_len(decoded, text->str, (gssize)text->len);
        return;
    }
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

TransferDecoder *
transfer_decoder_new(GMimeContentEncoding encoding)
{
    TransferDecoder *decoder = g_new0(TransferDecoder, 1);

    decoder->encoding = encoding;
    decoder->line_end = '\n';
    decoder->uuencoded = g_string_new(NULL);
    return decoder;
}

void
transfer_decoder_free(TransferDecoder *decoder)
{
    if (decoder == NULL)
        return;
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
        base64_add(&decoder->base64, bytes, length, decoded);
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
        base64_finish(&decoder->base64, decoded);
    else if (decoder->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
        quoted_finish(&decoder->quoted, decoded);
    else if (decoder->encoding == GMIME_CONTENT_ENCODING_UUENCODE)
        uuencoded_finish(decoder->uuencoded, decoded);
}

void
transfer_decode_base64(const char *text, gsize length, GString *decoded)
{
    LooseBase64 base64 = {0};

    base64_add(&base64, text, length, decoded);
    base64_finish(&base64, decoded);
}
