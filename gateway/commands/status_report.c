/* status_report.c - see status_report.h. */
#include "gateway/commands/status_report.h"

#include "gateway/journal/journal_backoff.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/quarantine/quarantine_shelf.h"

#define HOUR_S (60 * 60)
#define DAY_S (24 * HOUR_S)

void
status_report_free(StatusReport *report)
{
    if (report == NULL)
        return;
    g_free(report->trouble);
    g_clear_pointer(&report->hour, g_ptr_array_unref);
    g_clear_pointer(&report->day, g_ptr_array_unref);
    g_free(report->last_failure);
    g_free(report);
}

static gboolean
read_journal(StatusReport *report, Journal *journal, GError **error)
{
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;

    if (!journal_backoff_until(journal, &report->paused_until_s, error) ||
        !journal_outbox_count(journal, G_MAXINT64, &report->outbox, error) ||
        !journal_outbox_count(journal, now_s - HOUR_S, &report->outbox_late, error))
        return FALSE;
    report->hour = journal_trace_counts(journal, now_s - HOUR_S, error);
    report->day = report->hour != NULL ? journal_trace_counts(journal, now_s - DAY_S, error) : NULL;
    return report->day != NULL &&
           journal_trace_took(journal, now_s - DAY_S, 50, &report->p50_ms, error) &&
           journal_trace_took(journal, now_s - DAY_S, 95, &report->p95_ms, error) &&
           journal_trace_last(journal, FALSE, &report->last_success_s, NULL, error) &&
           journal_trace_last(journal, TRUE, &report->last_failure_s, &report->last_failure, error);
}

static gboolean
read_quarantine(StatusReport *report, const char *quarantine, GError **error)
{
    g_autoptr(GPtrArray) ignored = quarantine_shelf_list_all(quarantine, TRUE, error);
    g_autoptr(GPtrArray) others =
        ignored != NULL ? quarantine_shelf_list_all(quarantine, FALSE, error) : NULL;

    if (others == NULL)
        return FALSE;
    report->ignored = ignored->len;
    report->quarantined = others->len;
    return TRUE;
}

static gboolean
has_only_failures(const GPtrArray *counts)
{
    return counts->len == 1 &&
           g_strcmp0(((const JournalTraceCount *)g_ptr_array_index(counts, 0))->outcome,
                     JOURNAL_TRACE_FAILED) == 0;
}

/* The first problem that somebody has to look at. (transfer full) (nullable) */
static char *
find_trouble(const StatusReport *report)
{
    if (report->paused_until_s > 0)
        return g_strdup_printf("requests to the API are paused%s%s",
                               report->last_failure != NULL ? ": " : "",
                               report->last_failure != NULL ? report->last_failure : "");
    if (has_only_failures(report->hour))
        return g_strdup_printf("every mail of the last hour failed: %s",
                               report->last_failure != NULL ? report->last_failure : "?");
    if (report->outbox_late > 0)
        return g_strdup_printf("%u replies wait for the mail server for more than an hour",
                               report->outbox_late);
    return NULL;
}

StatusReport *
status_report_new(const Config *config, GError **error)
{
    g_autoptr(StatusReport) report = g_new0(StatusReport, 1);
    g_autoptr(Journal) journal = journal_open(config->journal_path, error);

    if (journal == NULL || !read_journal(report, journal, error) ||
        !read_quarantine(report, config->quarantine_path, error))
        return NULL;
    report->trouble = find_trouble(report);
    return g_steal_pointer(&report);
}
