/* parse.c - one mail in, one Letter out: calls the modules of parsers/ in their order.
 *
 * Owns the order, and the promise that any sequence of octets gives a Letter. Refuses to know how
 * any part of it is read.
 */
#include "parsers/parse.h"

#include "parsers/body.h"
#include "parsers/delivery_report.h"
#include "parsers/header_fields.h"
#include "parsers/mail_class.h"
#include "parsers/parse_run.h"
#include "parsers/people.h"
#include "parsers/subject.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

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
    g_set_error(error, PARSE_ERROR, PARSE_ERROR_IO, "%s: %s", what, g_strerror(number));
    return FALSE;
}

static gboolean
read_letter(ParseRun *run, GError **error)
{
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(run->stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    g_autoptr(GMimeMessage) message = g_mime_parser_construct_message(parser, run->gmime_options);

    if (message == NULL)
        message = g_mime_message_new(FALSE);
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

    if (length < 0 || lseek(message_fd, 0, SEEK_SET) < 0)
        return set_io_error(error, "message", errno), NULL;
    g_autoptr(GMimeStream) stream = g_mime_stream_fs_new_with_bounds(message_fd, 0, length);
    g_mime_stream_fs_set_owner(GMIME_STREAM_FS(stream), FALSE);
    g_autoptr(AttachmentWriter) writer = attachment_writer_new(attachments_fd);
    g_autoptr(Letter) letter = letter_new();
    ParseOptions filled = parse_run_options(options);
    g_autoptr(GMimeParserOptions) gmime_options = gmime_options_new(&filled);
    ParseRun run = {.options = filled,
                    .gmime_options = gmime_options,
                    .stream = stream,
                    .writer = writer,
                    .letter = letter};
    if (!read_letter(&run, error))
        return NULL;
    if (attachment_writer_has_failed(writer))
        return set_io_error(error, "attachments", attachment_writer_errno(writer)), NULL;
    return g_steal_pointer(&letter);
}
