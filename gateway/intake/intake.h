/* intake.h - one message taken in: spooled, parsed in the sandbox, or degraded where that failed.
 */
#pragma once

#include "config/config.h"
#include "gateway/intake/mail_identity.h"
#include "gateway/sandbox/parse_zygote.h"
#include "gateway/scan/scan.h"
#include "gateway/spool.h"
#include "parsers/letter.h"

typedef struct {
    Spool *spool;
    Letter *letter;     /* always there */
    int attachments_fd; /* unlinked file of Base64 content */
    char *failure;      /* how the parser failed, one line for the operator; NULL: it did not */
    ScanResult *scan;   /* NULL: no virus scanner is configured, or this is a dry run */
    MailIdentity identity;
} Intake;

void intake_free(Intake *intake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Intake, intake_free)

/* Where the attachments lie; the descriptors stay the Intake's. */
LetterFiles intake_files(const Intake *intake);

/* Reads the message from `input_fd` to its end, parses it, and has it scanned where [scan] clamd is
 * set. `envelope_sender` without <>, "" for the null
 * sender, NULL where the MTA did not say. `directory` is where unlinked files are made; NULL keeps
 * everything in memory, which is what a dry run does. Errors: those of spool_read() and
 * DELIVERY_ERROR_TEMPORARY, also where the input is empty. (transfer full) */
Intake *intake_read(const Config *config, int input_fd, const char *envelope_sender,
                    const char *directory, GError **error);

/* A message that is spooled already. */
typedef struct {
    Spool *spool; /* (transfer full): goes to the Intake, or is freed where that fails */
    const char *envelope_sender;
    const char *directory;
    ParseZygote *zygote; /* the one that the spool file is of; NULL: a child is forked here */
} IntakeSource;

/* As intake_read(), of a spooled message. DELIVERY_ERROR_TEMPORARY. (transfer full) */
Intake *intake_take(const Config *config, const IntakeSource *source, GError **error);

/* The zygote of a resident gateway that works with `config`. DELIVERY_ERROR_TEMPORARY.
 * (transfer full) */
ParseZygote *intake_start_zygote(const Config *config, GError **error);
