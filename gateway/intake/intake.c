/* intake.c - see intake.h. Makes a Letter of the message; does not know what is done with it. */
#include "gateway/intake/intake.h"

#include <errno.h>
#include <unistd.h>

#include "gateway/curl_library.h"
#include "gateway/delivery_error.h"
#include "gateway/intake/mail_digest.h"
#include "gateway/intake/raw_letter.h"
#include "gateway/log.h"
#include "gateway/own_address.h"
#include "gateway/sandbox/parse_child.h"
#include "parsers/header/subject.h"

void
intake_free(Intake *intake)
{
    if (intake == NULL)
        return;
    curl_library_await();
    g_clear_pointer(&intake->spool, spool_free);
    g_clear_pointer(&intake->letter, letter_free);
    if (intake->attachments_fd >= 0)
        close(intake->attachments_fd);
    g_free(intake->failure);
    g_clear_pointer(&intake->scan, scan_result_free);
    mail_identity_clear(&intake->identity);
    g_free(intake);
}

LetterFiles
intake_files(const Intake *intake)
{
    return (LetterFiles){.message_fd = intake->spool->fd, .attachments_fd = intake->attachments_fd};
}

/* The parser's options for every message; `own_address` is the storage of options.own_address. */
typedef struct {
    ParseOptions options;
    ParseChildLimits limits;
    char *own_address;
} IntakeParsing;

static IntakeParsing
parsing_new(const Config *config, const char *directory)
{
    char *own_address = own_address_of(config);
    return (IntakeParsing){
        .options = {.ticket_pattern = config->number_pattern,
                    .own_address = own_address,
                    .leave_base64 = TRUE,
                    .drop_signature_parts = config->drop_signatures,
                    .drop_images_below_bytes = config->drop_images_below,
                    .max_text_bytes = config->max_text_bytes,
                    .max_header_bytes = config->max_header_bytes,
                    .max_headers = config->max_headers,
                    .max_parts = config->max_parts,
                    .max_depth = config->max_depth,
                    .max_attachments = config->max_attachments,
                    .max_name_bytes = config->max_name_bytes,
                    .max_recipients = config->max_recipients,
                    .max_references = config->max_references},
        .limits = {.wall_time_ms = config->parse_time_s * 1000,
                   .cpu_time_s = config->parse_time_s,
                   .memory_bytes = config->parse_memory,
                   .output_bytes = config->max_message_size * 2 + LETTER_MAX_JSON_BYTES,
                   .directory = directory},
        .own_address = own_address,
    };
}

ParseZygote *
intake_start_zygote(const Config *config, GError **error)
{
    IntakeParsing parsing = parsing_new(config, config->spool_path);
    ParseZygote *zygote = parse_zygote_start(&parsing.options, &parsing.limits, error);
    g_free(parsing.own_address);
    return zygote;
}

static ParseResult *
run_parser(const Config *config, const IntakeSource *source, GError **error)
{
    if (source->zygote != NULL)
        return parse_zygote_run(source->zygote, source->envelope_sender, error);
    IntakeParsing parsing = parsing_new(config, source->directory);
    parsing.options.envelope_sender = source->envelope_sender;
    /* The next request needs libcurl: load it on the other processor meanwhile. A dry run (without
     * directory) sends no request. intake_free() waits for the thread. */
    if (source->directory != NULL)
        parsing.limits.meanwhile = curl_library_load_beside;
    ParseResult *result =
        parse_child_run(source->spool->fd, &parsing.options, &parsing.limits, error);
    g_free(parsing.own_address);
    return result;
}

static gboolean
parse(Intake *intake, const Config *config, const IntakeSource *source, GError **error)
{
    g_autoptr(ParseResult) result = run_parser(config, source, error);
    if (result == NULL)
        return FALSE;
    intake->letter = g_steal_pointer(&result->letter);
    intake->attachments_fd = result->attachments_fd;
    result->attachments_fd = -1;
    intake->failure = g_steal_pointer(&result->failure);
    return TRUE;
}

/* The parser failed: makes a Letter of a few header lines, and attaches the whole mail. */
static gboolean
degrade(Intake *intake, const Config *config, const IntakeSource *source, GError **error)
{
    if (intake->attachments_fd >= 0)
        close(intake->attachments_fd);
    intake->attachments_fd = spool_open_file(source->directory, error);
    if (intake->attachments_fd < 0)
        return FALSE;
    intake->letter = raw_letter_read(intake->spool->fd, intake->spool->length,
                                     source->envelope_sender, intake->attachments_fd, error);
    if (intake->letter == NULL)
        return FALSE;
    /* The pattern was checked at the start. If it does not compile, the mail has no numbers. */
    (void)subject_read(intake->letter->subject, config->number_pattern, intake->letter, NULL);
    return TRUE;
}

/* If a part of the mail could not be read, the whole mail is attached; the log says so. */
static void
log_loss(const Letter *letter)
{
    for (guint i = 0; i < letter->notes->len; i++) {
        const char *note = g_ptr_array_index(letter->notes, i);
        if (g_str_has_suffix(note, LETTER_NOTE_LOST))
            log_warning("parse", "%s; it is attached whole", note);
    }
}

/* A dry run (without directory) asks no scanner. */
static gboolean
scan_message(Intake *intake, const Config *config, const char *directory, GError **error)
{
    if (config->clamd == NULL || directory == NULL)
        return TRUE;
    const ScanInput input = {.files = intake_files(intake),
                             .message_length = intake->spool->length,
                             .letter = intake->letter};
    intake->scan = scan_run(config, &input, error);
    return intake->scan != NULL;
}

/* Fills the identity that distinguishes this mail from others. FALSE with errno. A dry run (without
 * directory) needs no digest. */
static gboolean
identify(Intake *intake, const char *directory)
{
    MailIdentity *identity = &intake->identity;
    const MailDigestInput input = {.fd = intake->spool->fd,
                                   .length = intake->spool->length,
                                   .letter = intake->letter,
                                   .files = intake_files(intake),
                                   .is_parsed = intake->failure == NULL};
    if (!mail_digest_message_id(input.fd, input.length, &identity->message_id))
        return FALSE;
    if (identity->message_id == NULL)
        identity->content_id = mail_identity_content_id(input.fd);
    if (identity->message_id == NULL && identity->content_id == NULL)
        return FALSE;
    if (directory != NULL)
        identity->digest = mail_digest_new(&input);
    return directory == NULL || identity->digest != NULL;
}

static gboolean
read_message(Intake *intake, const Config *config, const IntakeSource *source, GError **error)
{
    if (!spool_check(intake->spool, config->max_message_size, error))
        return FALSE;
    if (intake->spool->length == 0) { /* no mail server sends an empty mail: the pipe was closed */
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                            "there is no message: what came in was empty");
        return FALSE;
    }
    if (!parse(intake, config, source, error))
        return FALSE;
    if (intake->letter == NULL && !degrade(intake, config, source, error))
        return FALSE;
    if (source->directory != NULL)
        log_loss(intake->letter);
    if (!scan_message(intake, config, source->directory, error))
        return FALSE;
    if (identify(intake, source->directory))
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                "cannot read the spooled message back: %s", g_strerror(errno));
    return FALSE;
}

void
intake_source_clear(IntakeSource *source)
{
    g_clear_pointer(&source->spool, spool_free);
    g_clear_pointer(&source->mbox_sender, g_free);
}

Intake *
intake_take(const Config *config, IntakeSource *source, GError **error)
{
    g_autoptr(Intake) intake = g_new0(Intake, 1);
    intake->attachments_fd = -1;
    intake->spool = source->spool;
    gboolean is_read = read_message(intake, config, source, error);
    *(is_read ? &source->spool : &intake->spool) = NULL;
    return is_read ? g_steal_pointer(&intake) : NULL;
}

gboolean
intake_spool(const Config *config, int input_fd, IntakeSource *source, GError **error)
{
    source->spool = spool_read(input_fd, source->directory, config->max_message_size,
                               &source->mbox_sender, error);
    if (source->envelope_sender == NULL)
        source->envelope_sender = source->mbox_sender;
    return source->spool != NULL;
}

Intake *
intake_read(const Config *config, int input_fd, const char *envelope_sender, const char *directory,
            GError **error)
{
    g_auto(IntakeSource) source = {.envelope_sender = envelope_sender, .directory = directory};
    return intake_spool(config, input_fd, &source, error) ? intake_take(config, &source, error)
                                                          : NULL;
}
