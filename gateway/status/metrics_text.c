/* metrics_text.c - see metrics_text.h. Counters come from tables that nothing is deleted from, so
 * they never go back. */
#include "gateway/status/metrics_text.h"

#include <string.h>

#include "build-config.h"
#include "gateway/quarantine/quarantine_shelf.h"

static void
add_head(GString *text, const char *name, const char *type, const char *help)
{
    g_string_append_printf(text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
add_number(GString *text, const char *name, const char *help, gint64 value)
{
    add_head(text, name, "gauge", help);
    g_string_append_printf(text, "%s %" G_GINT64_FORMAT "\n", name, value);
}

/* Milliseconds as seconds, in every locale with a dot. */
static void
add_seconds(GString *text, const char *sample, guint64 ms)
{
    g_string_append_printf(text, "%s %" G_GUINT64_FORMAT ".%03" G_GUINT64_FORMAT "\n", sample,
                           ms / 1000, ms % 1000);
}

/* Outcomes are words of the program; anything else in the journal is not told. */
static gboolean
is_word(const char *text)
{
    return *text != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyz-") == strlen(text);
}

static const char *
outcome_of(const JournalTally *tally)
{
    const char *outcome = g_str_has_prefix(tally->name, JOURNAL_TALLY_MAIL)
                              ? tally->name + strlen(JOURNAL_TALLY_MAIL)
                              : "";

    return is_word(outcome) ? outcome : NULL;
}

static void
add_mails(GString *text, const StatusReport *report)
{
    guint64 count = 0;
    guint64 total_ms = 0;

    add_head(text, "ticketgate_mails_total", "counter", "Tries of mails by how they ended.");
    for (guint i = 0; i < report->tallies->len; i++) {
        const JournalTally *tally = g_ptr_array_index(report->tallies, i);
        const char *outcome = outcome_of(tally);
        if (outcome == NULL)
            continue;
        g_string_append_printf(text,
                               "ticketgate_mails_total{outcome=\"%s\"} %" G_GUINT64_FORMAT "\n",
                               outcome, tally->count);
        if (strcmp(outcome, JOURNAL_TRACE_FAILED) != 0) {
            count += tally->count;
            total_ms += tally->total_ms;
        }
    }
    add_head(text, "ticketgate_delivery_seconds", "summary",
             "Time that a mail took which did not fail; quantiles of the last day.");
    if (report->p50_ms >= 0)
        add_seconds(text, "ticketgate_delivery_seconds{quantile=\"0.5\"}", (guint64)report->p50_ms);
    if (report->p95_ms >= 0)
        add_seconds(text, "ticketgate_delivery_seconds{quantile=\"0.95\"}",
                    (guint64)report->p95_ms);
    add_seconds(text, "ticketgate_delivery_seconds_sum", total_ms);
    g_string_append_printf(text, "ticketgate_delivery_seconds_count %" G_GUINT64_FORMAT "\n",
                           count);
}

static guint64
count_of(const StatusReport *report, const char *name)
{
    for (guint i = 0; i < report->tallies->len; i++) {
        const JournalTally *tally = g_ptr_array_index(report->tallies, i);
        if (strcmp(tally->name, name) == 0)
            return tally->count;
    }
    return 0;
}

static void
add_results(GString *text, const StatusReport *report, const char *name,
            const char *const tallies[2])
{
    static const char *const results[] = {"success", "failure"};

    for (guint i = 0; i < 2; i++)
        g_string_append_printf(text, "%s{result=\"%s\"} %" G_GUINT64_FORMAT "\n", name, results[i],
                               count_of(report, tallies[i]));
}

static void
add_peers(GString *text, const StatusReport *report)
{
    add_head(text, "ticketgate_api_deliveries_total", "counter",
             "Tries of mails that asked the API, by whether it worked.");
    add_results(text, report, "ticketgate_api_deliveries_total",
                (const char *[]){JOURNAL_TALLY_API_SUCCESS, JOURNAL_TALLY_API_FAILURE});
    add_head(text, "ticketgate_submissions_total", "counter",
             "Tries to hand a confirmation to the mail server, by whether it took it.");
    add_results(
        text, report, "ticketgate_submissions_total",
        (const char *[]){JOURNAL_TALLY_SUBMISSION_SUCCESS, JOURNAL_TALLY_SUBMISSION_FAILURE});
    add_number(text, "ticketgate_api_last_success_timestamp_seconds",
               "When the API last worked; 0: never.", report->api.success_s);
    add_number(text, "ticketgate_api_last_failure_timestamp_seconds",
               "When the API last failed; 0: never.", report->api.failure_s);
    add_number(text, "ticketgate_submission_last_success_timestamp_seconds",
               "When the mail server last took a confirmation; 0: never.",
               report->submission.success_s);
    add_number(text, "ticketgate_submission_last_failure_timestamp_seconds",
               "When the mail server last did not take a confirmation; 0: never.",
               report->submission.failure_s);
}

static void
add_quarantine(GString *text, const StatusReport *report)
{
    add_head(text, "ticketgate_quarantine_mails", "gauge", "Mails in the quarantine by kind.");
    for (guint i = 0; i < report->quarantine->len; i++) {
        const QuarantineCount *count = g_ptr_array_index(report->quarantine, i);
        g_string_append_printf(text, "ticketgate_quarantine_mails{kind=\"%s\"} %u\n", count->kind,
                               count->count);
    }
}

char *
metrics_text_new(const StatusReport *report)
{
    GString *text = g_string_new(NULL);

    add_head(text, "ticketgate_build_info", "gauge", "The version; always 1.");
    g_string_append(text, "ticketgate_build_info{version=\"" TICKETGATE_VERSION "\"} 1\n");
    add_number(text, "ticketgate_status", "As status --check: 0 ok, 1 warning, 2 critical.",
               report->level);
    add_mails(text, report);
    add_peers(text, report);
    add_number(text, "ticketgate_api_paused_until_timestamp_seconds",
               "Until when requests to the API are paused; 0: they are not.",
               report->paused_until_s);
    add_number(text, "ticketgate_waiting_mails",
               "Mails that were begun and are not done; the mail server has them.",
               report->waiting);
    add_number(text, "ticketgate_waiting_late_mails", "Of these, for more than an hour.",
               report->waiting_late);
    add_number(text, "ticketgate_outbox_mails", "Confirmations that wait for the mail server.",
               report->outbox);
    add_number(text, "ticketgate_outbox_late_mails", "Of these, for more than an hour.",
               report->outbox_late);
    add_quarantine(text, report);
    add_number(text, "ticketgate_token_expiry_timestamp_seconds",
               "When the token in the cache expires; 0: there is none.", report->token_expires_s);
    return g_string_free(text, FALSE);
}
