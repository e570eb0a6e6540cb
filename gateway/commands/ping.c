/* ping.c - `ticketgate ping`: tests the Incident API and the mail server. */
#include <json-glib/json-glib.h>
#include <stdio.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/json_print.h"
#include "gateway/commands/ping_neighbours.h"
#include "gateway/commands/ping_submission.h"
#include "gateway/commands/terminal.h"
#include "gateway/journal/journal_backoff.h"

/* The journal of deliveries. NULL if it does not exist, or if it cannot be opened, which is
 * told. (transfer full) */
static Journal *
open_journal(const Config *config, PingReport *report)
{
    g_autoptr(GError) problem = NULL;
    if (!journal_is_there(config))
        return NULL;
    const PingLine line = {
        .what = "journal", .where = journal_place(config), .start_us = g_get_monotonic_time()};
    Journal *journal = journal_open_configured(config, &problem);
    if (journal != NULL && config->journal_url != NULL && !journal_is_writable(journal, &problem))
        g_clear_pointer(&journal, journal_close);
    if (journal == NULL || config->journal_url != NULL)
        (void)ping_report(report, &line, problem);
    return journal;
}

/* Until when requests of deliveries are paused; 0: they are not. */
static gint64
show_pause(Journal *journal, const PingReport *report)
{
    gint64 until_s = 0;
    if (!journal_backoff_until(journal, &until_s, NULL) || until_s == 0)
        return 0;
    g_autofree char *text = terminal_time(until_s, "?");
    if (report->builder == NULL)
        printf("pause          on      requests are paused until %s, and until one of them "
               "passes\n",
               text);
    return until_s;
}

static gboolean
test_token(const CommandSession *session, PingReport *report)
{
    g_autoptr(GError) problem = NULL;
    const PingLine line = {
        .what = "token", .where = session->config->token_url, .start_us = g_get_monotonic_time()};
    (void)ticket_system_fetch_token(session->ticket_system, &problem);
    return ping_report(report, &line, problem);
}

static gboolean
test_list(const CommandSession *session, PingReport *report)
{
    g_autoptr(GError) problem = NULL;
    PingLine line = {
        .what = "list", .where = session->config->base_url, .start_us = g_get_monotonic_time()};
    g_autoptr(GPtrArray) tickets = ticket_system_list(session->ticket_system, &problem);
    g_autofree char *count =
        g_strdup_printf(", %u active tickets", tickets != NULL ? tickets->len : 0);
    line.detail = count;
    return ping_report(report, &line, problem);
}

/* The requests here showed that the API works: deliveries do not have to test it. */
static gboolean
lift_pause(const CommandSession *session, Journal *journal, PingReport *report)
{
    g_autoptr(GError) problem = NULL;
    if (!journal_backoff_lift(journal, &problem)) {
        command_session_fail(session, problem);
        report->is_bad = TRUE;
        return FALSE;
    }
    if (report->builder == NULL)
        printf("pause          lifted  requests are sent again\n");
    return TRUE;
}

/* Returns until when requests are still paused; 0: they are not. */
static gint64
run(const CommandSession *session, PingReport *report)
{
    const PingLine configuration = {.what = "configuration", .where = session->config->path};
    (void)ping_report(report, &configuration, NULL);
    g_autoptr(Journal) journal = open_journal(session->config, report);
    gint64 paused_until_s = journal != NULL ? show_pause(journal, report) : 0;
    fflush(stdout);
    if (!test_token(session, report) || !test_list(session, report))
        return paused_until_s;
    if (paused_until_s > 0 && lift_pause(session, journal, report))
        paused_until_s = 0;
    (void)ping_scanner(session->config, report);
    (void)ping_submission(session->config, report);
    return paused_until_s;
}

static void
run_json(const CommandSession *session, PingReport *report)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    report->builder = builder;
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "checks");
    json_builder_begin_array(builder);
    gint64 paused_until_s = run(session, report);
    json_builder_end_array(builder);
    json_print_time(builder, "paused_until", paused_until_s);
    json_print_truth(builder, "is_good", !report->is_bad);
    json_builder_end_object(builder);
    json_print(builder);
}

int
command_ping(int argc, char **argv)
{
    gboolean is_json = FALSE;
    const GOptionEntry options[] = {COMMAND_LINE_JSON(&is_json), {0}};
    const CommandUsage usage = {
        .summary = "Requests a token and the list of tickets, logs in at the mail server for "
                   "confirmations, and says what works. If both requests work, a pause of "
                   "requests ends.",
        .options = options,
        .examples = "  sudo -u ticketgate ticketgate ping\n"
                    "  sudo -u ticketgate ticketgate ping --json\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    PingReport report = {0};
    if (is_json)
        run_json(&session, &report);
    else
        (void)run(&session, &report);
    return report.is_bad ? 1 : 0;
}
