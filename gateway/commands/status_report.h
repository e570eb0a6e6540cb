/* status_report.h - what `ticketgate status` tells, gathered from journal and quarantine. */
#pragma once

#include "config/config.h"
#include "gateway/journal/journal_trace.h"

typedef struct {
    char *trouble;         /* what somebody has to look at, one line; NULL: nothing */
    gint64 paused_until_s; /* requests to the API; 0: they are not paused */
    guint outbox;          /* mails of ours that the mail server has not taken */
    guint outbox_late;     /* ... for more than an hour */
    guint quarantined, ignored;
    GPtrArray *hour, *day;                 /* of JournalTraceCount * */
    gint64 p50_ms, p95_ms;                 /* of the last day; -1: nothing was delivered */
    gint64 last_success_s, last_failure_s; /* 0: none is known */
    char *last_failure;                    /* why; NULL: none is known */
} StatusReport;

void status_report_free(StatusReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StatusReport, status_report_free)

/* Errors: the journal's and the quarantine's. (transfer full) */
StatusReport *status_report_new(const Config *config, GError **error);
