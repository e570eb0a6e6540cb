/* status_report.h - collects what `ticketgate status` shows from journal and quarantine. */
#pragma once

#include "config/config.h"
#include "gateway/journal/journal_trace.h"

typedef struct {
    char *trouble; /* the problem that somebody has to look at, one line; NULL: no problem */
    gint64 paused_until_s; /* requests to the API are paused until then; 0: they are not */
    guint outbox;          /* number of our mails that the mail server has not accepted */
    guint outbox_late;     /* ... for more than an hour */
    guint quarantined, ignored;
    GPtrArray *hour, *day;                 /* of JournalTraceCount * */
    gint64 p50_ms, p95_ms;                 /* for the last day; -1: nothing was delivered */
    gint64 last_success_s, last_failure_s; /* 0: not known */
    char *last_failure;                    /* the reason; NULL: not known */
} StatusReport;

void status_report_free(StatusReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StatusReport, status_report_free)

/* Errors: the journal's and the quarantine's. (transfer full) */
StatusReport *status_report_new(const Config *config, GError **error);
