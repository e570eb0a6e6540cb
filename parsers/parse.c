/* parse.c - see parse.h. Calls the modules of parsers/ in their order.
 *
 * Decides the order, and guarantees that any sequence of octets gives a Letter. The modules read
 * the parts. */
#include "parsers/parse.h"

#include "parsers/body/body.h"
#include "parsers/header/header_fields.h"
#include "parsers/header/header_limit.h"
#include "parsers/header/message_repair.h"
#include "parsers/header/people.h"
#include "parsers/header/structure.h"
#include "parsers/header/subject.h"
#include "parsers/mail_class/delivery_report.h"
#include "parsers/mail_class/mail_class.h"
#include "parsers/message_stream.h"
#include "parsers/parse_run.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define MAX_CONTENT_DEPTH 64

G_DEFINE_QUARK(parse - error - quark, parse_error)

void
parse_init(void)
{
    g_mime_init();
}

static GMimeParserOptions *
gmime_options_new(const ParseOptions *options)
{
    const char *charsets[] = {"utf-8", options->default_charset, "iso-8859-1", NULL};
    GMimeParserOptions *gmime_options = g_mime_parser_options_new();

    g_mime_parser_options_set_fallback_charsets(gmime_options, charsets);
    return gmime_options;
}

static gboolean
set_io_error(GError **error, const char *what, int number)
{
    g_set_error(error, PARSE_ERROR, number == EFBIG ? PARSE_ERROR_LIMIT : PARSE_ERROR_IO, "%s: %s",
                what, g_strerror(number));
    return FALSE;
}

static GMimeMessage *
read_message(ParseRun *run)
{
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(run->stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    GMimeMessage *message = g_mime_parser_construct_message(parser, run->gmime_options);

    return message != NULL ? message : g_mime_message_new(FALSE);
}

/* The ranges in the message of the contents of the parts below `object`, in order. */
static void
collect_contents(GMimeObject *object, GArray *contents, guint depth)
{
    GMimeDataWrapper *content =
        GMIME_IS_PART(object) ? g_mime_part_get_content(GMIME_PART(object)) : NULL;
    GMimeStream *stream = content == NULL ? NULL : g_mime_data_wrapper_get_stream(content);

    if (stream != NULL && MESSAGE_IS_STREAM(stream)) {
        const StructureRange range = {.begin = stream->bound_start, .end = stream->bound_end};
        g_array_append_val(contents, range);
    }
    for (int i = 0; GMIME_IS_MULTIPART(object) && depth < MAX_CONTENT_DEPTH &&
                    i < g_mime_multipart_get_count(GMIME_MULTIPART(object));
         i++)
        collect_contents(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), contents,
                         depth + 1);
}

/* From here on, another stream is read. */
static void
set_stream(ParseRun *run, GMimeStream *stream)
{
    g_object_unref(run->stream);
    run->stream = stream;
}

static void
limit_header(ParseRun *run)
{
    GMimeStream *limited = header_limit_open(run->stream, &run->options);

    if (limited == NULL)
        return;
    set_stream(run, limited);
    run->keep_original = TRUE;
    parse_run_note(run, "the header of the mail is larger than is read");
}

/* The parts as the lines of the message show them, to compare with what is read of them. */
static Structure *
read_structure(ParseRun *run, GMimeMessage *message)
{
    g_autoptr(GArray) contents = g_array_new(FALSE, FALSE, sizeof(StructureRange));
    GMimeObject *root = g_mime_message_get_mime_part(message);

    if (root != NULL && MESSAGE_IS_STREAM(run->stream))
        collect_contents(root, contents, 0);
    return structure_read(run->stream, contents);
}

/* GMime's tree of the message, after repairs of lines and headers. */
static GMimeMessage *
open_message(ParseRun *run)
{
    g_autofree char *note = NULL;
    char line_end = '\n';
    GMimeStream *stream = message_repair_open(run->stream, &note, &line_end);

    attachment_writer_set_line_end(run->writer, line_end);

    set_stream(run, stream);
    if (note != NULL)
        parse_run_note(run, "%s", note);
    limit_header(run);
    GMimeMessage *message = read_message(run);
    g_autoptr(Structure) structure = read_structure(run, message);
    run->has_two_types = structure->has_two_types;
    run->n_content_bytes = structure->n_content_bytes;
    run->n_outside_bytes = structure->n_outside_bytes;
    if (structure->mended == NULL)
        return message;
    parse_run_note(run, "a header in the mail is broken (RFC 5322 section 2.2)");
    g_object_unref(message);
    set_stream(run, g_steal_pointer(&structure->mended));
    return read_message(run);
}

static gboolean
read_letter(ParseRun *run, GError **error)
{
    g_autoptr(GMimeMessage) message = open_message(run);

    header_fields_read(run, message);
    people_read(run, message);
    if (!subject_read(run->letter->subject, run->options.ticket_pattern, run->letter, error))
        return FALSE;
    body_read(run, message);
    mail_class_decide(message, &run->options, run->letter);
    delivery_report_read(message, run->letter);
    return TRUE;
}

Letter *
parse_message(int message_fd, int attachments_fd, const ParseOptions *options, GError **error)
{
    gint64 length = lseek(message_fd, 0, SEEK_END);

    if (length < 0)
        return set_io_error(error, "message", errno), NULL;
    g_autoptr(GMimeStream) raw = message_stream_new(message_fd, length);
    g_autoptr(AttachmentWriter) writer = attachment_writer_new(attachments_fd);
    attachment_writer_leave_base64(writer, options->leave_base64);
    g_autoptr(Letter) letter = letter_new();
    ParseOptions filled = parse_run_options(options);
    g_autoptr(GMimeParserOptions) gmime_options = gmime_options_new(&filled);
    ParseRun run = {.options = filled,
                    .gmime_options = gmime_options,
                    .raw = raw,
                    .stream = g_object_ref(raw),
                    .writer = writer,
                    .letter = letter};
    gboolean is_read = read_letter(&run, error);
    g_object_unref(run.stream);
    if (!is_read)
        return NULL;
    if (attachment_writer_has_failed(writer))
        return set_io_error(error, "attachments", attachment_writer_errno(writer)), NULL;
    return g_steal_pointer(&letter);
}
