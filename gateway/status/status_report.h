/* status_report.h - how the gateway is doing, gathered from journal, quarantine and token cache:
 * for `ticketgate status` and the metrics. */
#pragma once

#include "config/config.h"
#include "gateway/journal/journal_tally.h"
#include "gateway/journal/journal_trace.h"

typedef enum {
    STATUS_OK,
    STATUS_WARNING,  /* it may pass by itself, or wait for the morning */
    STATUS_CRITICAL, /* mail does not become tickets */
} StatusLevel;

/* What the API, or the mail server for confirmations, did last. */
typedef struct {
    gint64 success_s, failure_s; /* 0: never */
    char *failure;               /* why; NULL: never */
} StatusPeer;

typedef struct {
    StatusLevel level;
    char *trouble;         /* what somebody has to look at, one line; NULL: nothing */
    gint64 paused_until_s; /* requests to the API; 0: they are not paused */
    guint waiting;         /* mails that were begun and are not done: the mail server has them */
    guint waiting_late;    /* ... for more than an hour */
    guint failing;         /* mails that failed since the last one that did not */
    char *failing_reason;  /* of the newest one, or NULL */
    guint outbox;          /* confirmations that the mail server did not accept yet */
    guint outbox_late;     /* ... for more than an hour */
    gint64 outbox_next_s;  /* the next try; 0: none waits */
    GPtrArray *quarantine; /* of QuarantineCount * */
    guint quarantined;     /* of these, all but the ignored ones */
    guint ignored;
    gint64 token_obtained_s, token_expires_s; /* 0: no token is cached */
    StatusPeer api, submission;
    GPtrArray *hour, *day; /* of JournalTraceCount * */
    gint64 p50_ms, p95_ms; /* of the last day; -1: nothing was delivered */
    GPtrArray *tallies;    /* of JournalTally * */
    gboolean is_shared;    /* other hosts use the journal, too */
    char *keys_trouble;    /* why the keys of this host are not those of the others; or NULL */
} StatusReport;

void status_report_free(StatusReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StatusReport, status_report_free)

/* Errors: those of the journal and of the quarantine. (transfer full) */
StatusReport *status_report_new(const Config *config, GError **error);
