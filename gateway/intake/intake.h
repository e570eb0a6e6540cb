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
    Spool *spool; /* (transfer full): the Intake owns it; it is freed on failure */
    const char *envelope_sender;
    const char *directory;
    ParseZygote *zygote; /* the zygote of the spool file; NULL: fork a child here */
} IntakeSource;

/* Like intake_read(), for a spooled message. DELIVERY_ERROR_TEMPORARY. (transfer full) */
Intake *intake_take(const Config *config, const IntakeSource *source, GError **error);

/* Starts the zygote of a resident gateway that uses `config`. DELIVERY_ERROR_TEMPORARY. (transfer
 * full) */
ParseZygote *intake_start_zygote(const Config *config, GError **error);
