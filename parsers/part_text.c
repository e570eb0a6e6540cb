/* part_text.c - see part_text.h. Streams; refuses to know what the text says. */
#include "parsers/part_text.h"

#include "parsers/charset.h"
#include "parsers/text_clean.h"

#define PART_TEXT_PIECE_BYTES (64 * 1024)

typedef void (*PartTextSink)(const char *text, gsize length, gpointer data);

/* The content of a part with its transfer encoding taken off; NULL: it has none. */
static GMimeStream *
part_text_stream(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (content == NULL)
        return NULL;
    GMimeStream *raw = g_mime_data_wrapper_get_stream(content);
    g_mime_stream_reset(raw);
    GMimeStream *decoded = g_mime_stream_filter_new(raw);
    GMimeContentEncoding encoding = g_mime_part_get_content_encoding(part);
    if (encoding != GMIME_CONTENT_ENCODING_DEFAULT) {
        GMimeFilter *filter = g_mime_filter_basic_new(encoding, FALSE);
        g_mime_stream_filter_add(GMIME_STREAM_FILTER(decoded), filter);
        g_object_unref(filter);
    }
    return decoded;
}

/* Decodes piece by piece into `sink` until the end or until `max_bytes` of UTF-8 were given. */
static gboolean
part_text_pump(ParseRun *run, GMimePart *part, gsize max_bytes, PartTextSink sink, gpointer data)
{
    g_autoptr(GMimeStream) stream = part_text_stream(part);
    if (stream == NULL)
        return FALSE;
    const char *declared = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
    g_autofree char *buffer = g_malloc(PART_TEXT_PIECE_BYTES);
    g_autoptr(GString) text = g_string_new(NULL);
    Charset *charset = NULL;
    gsize total = 0;
    ssize_t count;
    while (total < max_bytes &&
           (count = g_mime_stream_read(stream, buffer, PART_TEXT_PIECE_BYTES)) > 0) {
        if (charset == NULL)
            charset = charset_choose(declared, buffer, (gsize)count, run->options.default_charset);
        g_string_truncate(text, 0);
        charset_decode(charset, buffer, (gsize)count, g_mime_stream_eos(stream), text);
        sink(text->str, text->len, data);
        total += text->len;
    }
    if (charset != NULL && charset_is_unknown_label(charset))
        parse_run_note(run, "charset %s is not known; read as %s", declared, charset_name(charset));
    g_clear_pointer(&charset, charset_free);
    return total >= max_bytes && !g_mime_stream_eos(stream);
}

static void
part_text_append(const char *text, gsize length, gpointer data)
{
    g_string_append_len(data, text, (gssize)length);
}

GString *
part_text_read(ParseRun *run, GMimePart *part, gsize max_bytes, gboolean *ret_is_cut)
{
    GString *text = g_string_new(NULL);
    *ret_is_cut = part_text_pump(run, part, max_bytes, part_text_append, text);
    gsize kept = 0;
    for (gsize i = 0; i < text->len; i++) /* NUL would end the text for every reader after us */
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
part_text_write(const char *text, gsize length, gpointer data)
{
    attachment_writer_add(data, text, length);
}

void
part_text_attach(ParseRun *run, GMimePart *part, LetterAttachment *attachment)
{
    attachment_writer_begin(run->writer);
    part_text_pump(run, part, G_MAXSIZE, part_text_write, run->writer);
    attachment_writer_end(run->writer, attachment);
}
