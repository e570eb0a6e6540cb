/* import_report.h - what an import did, or would do: for people or for programs. */
#pragma once

#include "gateway/import/import_tally.h"

typedef struct {
    const char *path;
    const char *kind;      /* "Maildir" or "mbox" */
    gboolean is_real;      /* it was delivered, not rehearsed */
    gboolean is_finished;  /* it came to the end */
    const char *recipient; /* the first */
} ImportReport;

/* Prints it to standard output: text, or one JSON object. */
void import_report_print(const ImportReport *report, const ImportTally *tally, gboolean is_json);
