/* scan.h - the virus scan of one mail, before anything of it is sent. */
#pragma once

#include "config/config.h"
#include "gateway/attachment_content.h"

/* The mail: the message as it came, and what the parser made of it. */
typedef struct {
    LetterFiles files;
    guint64 message_length; /* octets */
    Letter *letter;
} ScanInput;

typedef struct {
    char *infected_note; /* for the ticket and the operator: one line for each file that was found
                          * infected, with the signature's name; NULL: none was */
    char *pass_note;     /* for the ticket: the mail was not scanned; NULL: it was */
} ScanResult;

void scan_result_free(ScanResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanResult, scan_result_free)

/* Asks [scan] clamd about every attachment and about the whole message, and sets is_withheld of the
 * attachments that are infected; of all of them where only the whole is found to be. Where there is
 * no verdict: DELIVERY_ERROR_TEMPORARY, or with on_failure = pass a pass_note. (transfer full) */
ScanResult *scan_run(const Config *config, const ScanInput *input, GError **error);
