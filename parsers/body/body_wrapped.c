/* body_wrapped.c - see body_wrapped.h. The content is read like the mail itself. */
#include "parsers/body/body_wrapped.h"

#include "parsers/body/body_file.h"
#include "parsers/body/body_text.h"
#include "parsers/body/smime.h"
#include "parsers/body/tnef.h"
#include "parsers/encoding/charset.h"
#include "parsers/encoding/zlib_inflate.h"

#include <string.h>

#define MAX_CONTENT_BYTES ((gsize)40 * 1024 * 1024)

static gboolean
is_named(GMimePart *part, const char *wanted)
{
    const char *name = g_mime_part_get_filename(part);

    return name != NULL && g_ascii_strcasecmp(name, wanted) == 0;
}

static gboolean
is_untyped(const char *type)
{
    return strcmp(type, "application/octet-stream") == 0;
}

/* ---- winmail.dat ---- */

static void
take_tnef(Body *body, const TnefContent *content)
{
    gboolean has_text = !body_is_blank(body->text->str);

    if (!has_text && content->html != NULL)
        body_text_add_octets(body, content->html, TRUE, content->charset);
    else if (!has_text && content->text != NULL)
        body_text_add_octets(body, content->text, FALSE, content->charset);
    for (guint i = 0; i < content->files->len; i++) {
        const TnefFile *found = g_ptr_array_index(content->files, i);
        g_autoptr(GString) name =
            found->name == NULL
                ? NULL
                : charset_to_utf8(NULL, found->name, strlen(found->name), content->charset);
        const BodyFile file = {.name = name == NULL ? NULL : name->str, .type = found->type};
        gsize length = 0;
        const void *data = g_bytes_get_data(found->content, &length);
        body_file_bytes(body, &file, data, length);
    }
}

static gboolean
open_tnef(Body *body, GMimePart *part)
{
    g_autoptr(GString) octets = body_file_content(part, MAX_CONTENT_BYTES);
    g_autoptr(TnefContent) content = octets == NULL ? NULL : tnef_open(octets->str, octets->len);

    if (content == NULL) {
        parse_run_note(body->run, "winmail.dat could not be opened");
        return FALSE;
    }
    take_tnef(body, content);
    return TRUE;
}

/* ---- S/MIME ---- */

void
body_wrapped_say_encrypted(Body *body)
{
    parse_run_note(body->run, "the mail is encrypted and could not be read");
    body_text_add(body, "(The mail is encrypted; it is attached as it came.)\n");
    body->run->keep_original = TRUE;
}

void
body_wrapped_walk_entity(Body *body, const char *data, gsize length)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(data, length);
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    g_autoptr(GMimeObject) object = g_mime_parser_construct_part(parser, body->run->gmime_options);
    GMimeStream *outer = body->stream;
    gboolean was_wrapped = body->run->is_wrapped;

    body->stream = stream;
    body->run->is_wrapped = TRUE;
    body_walk(body, object);
    body->run->is_wrapped = was_wrapped;
    body->stream = outer;
}

/* One limit for all compressed parts of a mail, against decompression bombs of many or nested
 * parts. If a part exceeds it, nothing is left for the next. */
static gboolean
open_compressed(Body *body, GBytes *stream)
{
    g_autoptr(GBytes) content = NULL;
    gsize length = 0;
    const void *data = g_bytes_get_data(stream, &length);
    ZlibResult result =
        zlib_inflate(data, length, MAX_CONTENT_BYTES - body->n_inflated_bytes, &content);

    if (result == ZLIB_TOO_LARGE) {
        body->n_inflated_bytes = MAX_CONTENT_BYTES;
        parse_run_note(body->run, "a compressed part is larger than is opened");
        return FALSE;
    }
    if (result == ZLIB_BROKEN) {
        parse_run_note(body->run, "an S/MIME part could not be opened");
        return FALSE;
    }
    data = g_bytes_get_data(content, &length);
    body->n_inflated_bytes += length;
    body_wrapped_walk_entity(body, data, length);
    return TRUE;
}

static gboolean
open_smime(Body *body, GMimePart *part)
{
    g_autoptr(GString) octets = body_file_content(part, MAX_CONTENT_BYTES);
    g_autoptr(GBytes) content = NULL;
    SmimeKind kind =
        octets == NULL ? SMIME_UNKNOWN : smime_open(octets->str, octets->len, &content);
    const char *declared =
        g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "smime-type");

    if (kind == SMIME_SIGNED) {
        gsize length = 0;
        const char *data = g_bytes_get_data(content, &length);
        body_wrapped_walk_entity(body, data, length);
        return TRUE;
    }
    if (kind == SMIME_COMPRESSED)
        return open_compressed(body, content);
    if (kind == SMIME_ENCRYPTED ||
        (declared != NULL && g_ascii_strcasecmp(declared, "enveloped-data") == 0)) {
        body_wrapped_say_encrypted(body);
        return TRUE; /* the whole mail is attached; programs open that more easily */
    }
    parse_run_note(body->run, "an S/MIME part could not be opened");
    return FALSE;
}

gboolean
body_wrapped_open(Body *body, GMimePart *part, const char *type)
{
    if (strcmp(type, "application/ms-tnef") == 0 || strcmp(type, "application/vnd.ms-tnef") == 0 ||
        (is_untyped(type) && is_named(part, "winmail.dat")))
        return tnef_is_supported() && open_tnef(body, part);
    if (strcmp(type, "application/pkcs7-mime") == 0 ||
        strcmp(type, "application/x-pkcs7-mime") == 0 ||
        (is_untyped(type) && is_named(part, "smime.p7m")))
        return open_smime(body, part);
    return FALSE;
}
