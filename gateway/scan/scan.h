/* scan.h - scans one mail for viruses, before any part of it is sent. */
#pragma once

#include "config/config.h"
#include "gateway/attachment_content.h"

/* The mail: the received message, and its Letter. */
typedef struct {
    LetterFiles files;
    guint64 message_length; /* octets */
    Letter *letter;
} ScanInput;

typedef struct {
    char *infected_note; /* for the ticket and the operator: one line for each infected file, with
                          * the name of the signature; NULL: none */
    char *pass_note;     /* for the ticket: the mail was not scanned; NULL: it was */
} ScanResult;

void scan_result_free(ScanResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanResult, scan_result_free)

/* Has [scan] clamd scan every attachment and the whole message, and sets is_withheld for infected
 * attachments; for all attachments if only the whole message is infected. Without a verdict:
 * DELIVERY_ERROR_TEMPORARY, or a pass_note with on_failure = pass. (transfer full) */
ScanResult *scan_run(const Config *config, const ScanInput *input, GError **error);
