/* part_text.c - see part_text.h. Works piece by piece. Does not know what the text says. */
#include "parsers/text/part_text.h"

#include "parsers/encoding/charset.h"
#include "parsers/encoding/transfer_encoding.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define PART_TEXT_PIECE_BYTES (64 * 1024)

#define PART_TEXT_META_BYTES 2048

typedef void (*PartTextSink)(const char *text, gsize length, gpointer data);

/* The charset that HTML declares about itself, or NULL: <meta charset=x>, or in the content of
 * http-equiv. (transfer full) */
static char *
meta_charset(const GString *bytes)
{
    g_autofree char *head =
        g_ascii_strdown(bytes->str, (gssize)MIN(bytes->len, PART_TEXT_META_BYTES));
    const char *found = strstr(head, "<meta");
    const char *name = found == NULL ? NULL : strstr(found, "charset=");
    if (name == NULL)
        return NULL;
    name += strlen("charset=");
    name += strspn(name, "\"' ");
    return g_strndup(name, strcspn(name, "\"'/> ;"));
}

/* The charset of the text that begins with `bytes`. */
static Charset *
choose(ParseRun *run, GMimePart *part, const GString *bytes, gboolean is_whole)
{
    GMimeObject *object = GMIME_OBJECT(part);
    const char *declared = g_mime_object_get_content_type_parameter(object, "charset");
    GMimeContentType *type = g_mime_object_get_content_type(object);
    g_autofree char *meta = NULL;
    if (declared == NULL && g_mime_content_type_is_type(type, "text", "html"))
        meta = meta_charset(bytes);
    if (meta != NULL)
        declared = meta;
    Charset *charset =
        charset_choose(declared, bytes->str, bytes->len, is_whole, run->options.default_charset);
    if (charset_is_unknown_label(charset))
        parse_run_note(run, "charset %s is not known; read as %s", declared, charset_name(charset));
    return charset;
}

/* Whether lines below an HTML text are HTML themselves. */
static gboolean
is_markup(const char *text)
{
    return g_regex_match_simple("</?(?:p|div|br|hr|span|font|table|td|a|b|i|small|html)\\b", text,
                                G_REGEX_CASELESS, 0);
}

/* Plain lines around the Base64 of a text are added below the text. */
static void
add_rest(ParseRun *run, GMimePart *part, TransferDecoder *decoder, PartTextSink sink, gpointer data)
{
    g_autoptr(GString) octets = transfer_decoder_take_rest(decoder);
    if (octets->len == 0)
        return;
    g_autoptr(GString) text =
        charset_to_utf8(NULL, octets->str, octets->len, run->options.default_charset);
    char *lines = g_strstrip(text->str);
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    gboolean is_html = g_mime_content_type_is_type(type, "text", "html");
    g_autofree char *shown = NULL;
    if (is_html && !is_markup(lines)) {
        g_autofree char *escaped = g_markup_escape_text(lines, -1);
        g_auto(GStrv) split = g_strsplit(escaped, "\n", -1);
        g_autofree char *joined = g_strjoinv("<br>", split);
        shown = g_strdup_printf("<p>%s</p>", joined);
    } else {
        shown = g_strdup_printf("%s%s\n", is_html ? "" : "\n\n", lines);
    }
    sink(shown, strlen(shown), data);
}

/* Decodes piece by piece into `sink`, until the end or until `max_bytes` of UTF-8; TRUE if there
 * was more. */
static gboolean
pump(ParseRun *run, GMimePart *part, gsize max_bytes, PartTextSink sink, gpointer data)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (content == NULL)
        return FALSE;
    GMimeStream *stream = g_mime_data_wrapper_get_stream(content);
    g_autoptr(TransferDecoder) decoder =
        transfer_decoder_new(transfer_encoding_proven(transfer_encoding_of(part), stream, TRUE));
    g_autofree char *buffer = g_malloc(PART_TEXT_PIECE_BYTES);
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(Charset) charset = NULL;
    gsize total = 0;
    ssize_t count = 1;
    g_mime_stream_reset(stream);
    while (total < max_bytes && count > 0) {
        count = g_mime_stream_read(stream, buffer, PART_TEXT_PIECE_BYTES);
        g_string_truncate(bytes, 0);
        g_string_truncate(text, 0);
        if (count > 0)
            transfer_decoder_add(decoder, buffer, (gsize)count, bytes);
        else
            transfer_decoder_finish(decoder, bytes);
        if (charset == NULL)
            charset = choose(run, part, bytes, g_mime_stream_eos(stream));
        charset_decode(charset, bytes->str, bytes->len, count <= 0, text);
        sink(text->str, text->len, data);
        total += text->len;
    }
    if (count <= 0)
        add_rest(run, part, decoder, sink, data);
    run->n_lost_bytes += transfer_decoder_n_lost(decoder);
    return count > 0 && !g_mime_stream_eos(stream);
}

static void
append(const char *text, gsize length, gpointer data)
{
    g_string_append_len(data, text, (gssize)length);
}

GString *
part_text_read(ParseRun *run, GMimePart *part, gsize max_bytes, gboolean *ret_is_cut)
{
    GString *text = g_string_new(NULL);
    *ret_is_cut = pump(run, part, max_bytes, append, text);
    gsize kept = 0;
    for (gsize i = 0; i < text->len; i++) /* a NUL would end the text for all later readers */
        if (text->str[i] != '\0')
            text->str[kept++] = text->str[i];
    g_string_truncate(text, kept);
    if (text->len > max_bytes) {
        *ret_is_cut = TRUE;
        g_string_truncate(text, text_prefix_length(text->str, max_bytes));
    }
    return text;
}

static void
write_text(const char *text, gsize length, gpointer data)
{
    attachment_writer_add(data, text, length);
}

void
part_text_attach(ParseRun *run, GMimePart *part, LetterAttachment *attachment)
{
    attachment_writer_begin(run->writer);
    pump(run, part, G_MAXSIZE, write_text, run->writer);
    attachment_writer_end(run->writer, attachment);
}
