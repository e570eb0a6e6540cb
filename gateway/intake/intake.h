/* intake.h - takes in one message: spools it, parses it in the sandbox, or reads it plainly if that
 * failed. */
#pragma once

#include "config/config.h"
#include "gateway/intake/mail_identity.h"
#include "gateway/sandbox/parse_zygote.h"
#include "gateway/scan/scan.h"
#include "gateway/spool.h"
#include "parsers/letter.h"

typedef struct {
    Spool *spool;
    Letter *letter;     /* never NULL */
    int attachments_fd; /* an unlinked file of Base64 content */
    char *failure;    /* why the parser failed, one line for the operator; NULL: it did not fail */
    ScanResult *scan; /* NULL: no virus scanner is configured, or this is a dry run */
    MailIdentity identity;
} Intake;

void intake_free(Intake *intake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Intake, intake_free)

/* Where the attachments are stored. The descriptors still belong to the Intake. */
LetterFiles intake_files(const Intake *intake);

/* Reads the message from `input_fd` to its end, parses it, and has it scanned if [scan] clamd is
 * set. `envelope_sender` is without <>: "" for the null sender, NULL if the MTA did not tell.
 * Unlinked files are made in `directory`; with NULL everything stays in memory, as a dry run needs.
 * Errors: those of spool_read(), and DELIVERY_ERROR_TEMPORARY, also for an empty input. (transfer
 * full) */
Intake *intake_read(const Config *config, int input_fd, const char *envelope_sender,
                    const char *directory, GError **error);

/* A message that is spooled already. */
typedef struct {
    Spool *spool; /* owned; taken by the Intake, and left here on failure */
    const char *envelope_sender;
    char *mbox_sender; /* owned; of an mbox "From " line, or NULL */
    const char *directory;
    ParseZygote *zygote; /* the zygote of the spool file; NULL: fork a child here */
} IntakeSource;

void intake_source_clear(IntakeSource *source);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IntakeSource, intake_source_clear)

/* Like intake_read(), for a spooled message. DELIVERY_ERROR_TEMPORARY; DELIVERY_ERROR_TOO_LARGE if
 * the spool file is cut. (transfer full) */
Intake *intake_take(const Config *config, IntakeSource *source, GError **error);

/* The first half of intake_read(): reads `input_fd` to its end into `source`, which has the
 * directory and perhaps the envelope sender. Errors: those of spool_read(). */
gboolean intake_spool(const Config *config, int input_fd, IntakeSource *source, GError **error);

/* Starts the zygote of a resident gateway that uses `config`. DELIVERY_ERROR_TEMPORARY. (transfer
 * full) */
ParseZygote *intake_start_zygote(const Config *config, GError **error);
