/* status_report.c - see status_report.h. */
#include "gateway/status/status_report.h"

#include <string.h>

#include "gateway/delivery/key_check.h"
#include "gateway/journal/journal_backoff.h"
#include "gateway/journal/journal_lease.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/quarantine/quarantine_kind.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "gateway/ticket_system/token_cache.h"

#define HOUR_S (60 * 60)
#define DAY_S (24 * HOUR_S)
/* So many mails in a row do not fail by themselves. */
#define MANY_FAILURES 3
/* Until then an MTA may try a mail again. */
#define WAITING_AT_MOST_S (7 * DAY_S)

void
status_report_free(StatusReport *report)
{
    if (report == NULL)
        return;
    g_free(report->trouble);
    g_free(report->failing_reason);
    g_free(report->keys_trouble);
    g_free(report->api.failure);
    g_free(report->submission.failure);
    g_clear_pointer(&report->quarantine, g_ptr_array_unref);
    g_clear_pointer(&report->hour, g_ptr_array_unref);
    g_clear_pointer(&report->day, g_ptr_array_unref);
    g_clear_pointer(&report->tallies, g_ptr_array_unref);
    g_free(report);
}

static const JournalTally *
find_tally(const StatusReport *report, const char *name)
{
    for (guint i = 0; i < report->tallies->len; i++) {
        const JournalTally *tally = g_ptr_array_index(report->tallies, i);
        if (strcmp(tally->name, name) == 0)
            return tally;
    }
    return NULL;
}

static void
read_peer(StatusReport *report, const char *success, const char *failure, StatusPeer *peer)
{
    const JournalTally *good = find_tally(report, success);
    const JournalTally *bad = find_tally(report, failure);

    peer->success_s = good != NULL ? good->last_s : 0;
    peer->failure_s = bad != NULL ? bad->last_s : 0;
    peer->failure = bad != NULL ? g_strdup(bad->note) : NULL;
}

static gboolean
read_backlog(StatusReport *report, Journal *journal, gint64 now_s, GError **error)
{
    return journal_backoff_until(journal, &report->paused_until_s, error) &&
           journal_outbox_count(journal, G_MAXINT64, &report->outbox, error) &&
           journal_outbox_count(journal, now_s - HOUR_S, &report->outbox_late, error) &&
           journal_outbox_next_due(journal, &report->outbox_next_s, error) &&
           journal_mail_count_open(journal, now_s - WAITING_AT_MOST_S, G_MAXINT64, &report->waiting,
                                   error) &&
           journal_mail_count_open(journal, now_s - WAITING_AT_MOST_S, now_s - HOUR_S,
                                   &report->waiting_late, error);
}

static gboolean
read_journal(StatusReport *report, Journal *journal, GError **error)
{
    gint64 now_s = journal_now_s(journal);

    if (!read_backlog(report, journal, now_s, error))
        return FALSE;
    report->tallies = journal_tally_list(journal, error);
    report->hour =
        report->tallies != NULL ? journal_trace_counts(journal, now_s - HOUR_S, error) : NULL;
    report->day = report->hour != NULL ? journal_trace_counts(journal, now_s - DAY_S, error) : NULL;
    if (report->day == NULL)
        return FALSE;
    read_peer(report, JOURNAL_TALLY_API_SUCCESS, JOURNAL_TALLY_API_FAILURE, &report->api);
    read_peer(report, JOURNAL_TALLY_SUBMISSION_SUCCESS, JOURNAL_TALLY_SUBMISSION_FAILURE,
              &report->submission);
    return journal_trace_failing(journal, now_s - DAY_S, &report->failing, &report->failing_reason,
                                 error) &&
           journal_trace_took(journal, now_s - DAY_S, 50, &report->p50_ms, error) &&
           journal_trace_took(journal, now_s - DAY_S, 95, &report->p95_ms, error);
}

static gboolean
read_quarantine(StatusReport *report, const char *quarantine, GError **error)
{
    report->quarantine = quarantine_shelf_count(quarantine, error);
    for (guint i = 0; report->quarantine != NULL && i < report->quarantine->len; i++) {
        const QuarantineCount *count = g_ptr_array_index(report->quarantine, i);
        if (g_strcmp0(count->kind, QUARANTINE_IGNORED) == 0)
            report->ignored += count->count;
        else
            report->quarantined += count->count;
    }
    return report->quarantine != NULL;
}

static void
set_trouble(StatusReport *report, StatusLevel level, char *trouble)
{
    report->level = level;
    report->trouble = trouble;
}

/* The first of these that somebody has to look at. */
static void
find_trouble(StatusReport *report)
{
    const char *why = report->api.failure != NULL ? report->api.failure : NULL;

    if (report->keys_trouble != NULL)
        set_trouble(report, STATUS_CRITICAL, g_strdup(report->keys_trouble));
    else if (report->paused_until_s > 0)
        set_trouble(report, STATUS_CRITICAL,
                    g_strdup_printf("requests to the API are paused%s%s", why != NULL ? ": " : "",
                                    why != NULL ? why : ""));
    else if (report->failing >= MANY_FAILURES)
        set_trouble(report, STATUS_CRITICAL,
                    g_strdup_printf("the last %u mails failed: %s", report->failing,
                                    report->failing_reason != NULL ? report->failing_reason
                                                                   : "for reasons in the log"));
    else if (report->waiting_late > 0)
        set_trouble(report, STATUS_WARNING,
                    g_strdup_printf("mails that have been tried for more than an hour: %u",
                                    report->waiting_late));
    else if (report->outbox_late > 0)
        set_trouble(report, STATUS_WARNING,
                    g_strdup_printf("confirmations that have waited for the mail server for more "
                                    "than an hour: %u",
                                    report->outbox_late));
}

static void
check_keys(StatusReport *report, const Config *config, Journal *journal)
{
    g_autoptr(GError) problem = NULL;

    report->is_shared = journal_is_shared(journal);
    if (!key_check_see(config, journal, &problem))
        report->keys_trouble = g_strdup(problem->message);
}

StatusReport *
status_report_new(const Config *config, GError **error)
{
    g_autoptr(StatusReport) report = g_new0(StatusReport, 1);
    g_autoptr(Journal) journal = journal_open_configured(config, error);

    if (journal == NULL || !read_journal(report, journal, error) ||
        !read_quarantine(report, config->quarantine_path, error))
        return NULL;
    check_keys(report, config, journal);
    token_cache_times(config->token_cache, &report->token_obtained_s, &report->token_expires_s);
    find_trouble(report);
    return g_steal_pointer(&report);
}
