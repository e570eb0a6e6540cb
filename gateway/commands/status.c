/* status.c - `ticketgate status`: how the gateway is doing, for people and for monitoring. */
#include <json-glib/json-glib.h>
#include <stdio.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/json_print.h"
#include "gateway/commands/status_report.h"
#include "gateway/commands/terminal.h"

static void
print_counts(const char *title, const GPtrArray *counts)
{
    printf("%-13s", title);
    for (guint i = 0; i < counts->len; i++) {
        const JournalTraceCount *count = g_ptr_array_index(counts, i);
        printf("%s%s %u", i > 0 ? ", " : " ", count->outcome, count->count);
    }
    puts(counts->len == 0 ? " no mail" : "");
}

static void
print_report(const StatusReport *report)
{
    g_autofree char *pause = terminal_time(report->paused_until_s, "never");
    g_autofree char *success = terminal_time(report->last_success_s, "never");
    g_autofree char *failure = terminal_time(report->last_failure_s, "never");
    g_autofree char *problem =
        terminal_clean(report->last_failure != NULL ? report->last_failure : "");

    printf("requests      %s%s\n", report->paused_until_s > 0 ? "paused until " : "are sent",
           report->paused_until_s > 0 ? pause : "");
    printf("outbox        %u waiting, %u of them for more than an hour\n", report->outbox,
           report->outbox_late);
    printf("quarantine    %u mails, %u ignored\n", report->quarantined, report->ignored);
    print_counts("last hour", report->hour);
    print_counts("last day", report->day);
    if (report->p50_ms >= 0)
        printf("time          half of them within %" G_GINT64_FORMAT
               " ms, 95 of 100 within %" G_GINT64_FORMAT " ms\n",
               report->p50_ms, report->p95_ms);
    printf("last success  %s\n", success);
    printf("last failure  %s%s%s\n", failure, *problem != '\0' ? ": " : "", problem);
}

static void
add_counts(JsonBuilder *builder, const char *name, const GPtrArray *counts)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_object(builder);
    for (guint i = 0; i < counts->len; i++) {
        const JournalTraceCount *count = g_ptr_array_index(counts, i);
        json_print_number(builder, count->outcome, count->count);
    }
    json_builder_end_object(builder);
}

static void
print_json(const StatusReport *report)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    json_print_text(builder, "trouble", report->trouble);
    json_print_time(builder, "paused_until", report->paused_until_s);
    json_print_number(builder, "outbox", report->outbox);
    json_print_number(builder, "outbox_late", report->outbox_late);
    json_print_number(builder, "quarantined", report->quarantined);
    json_print_number(builder, "ignored", report->ignored);
    add_counts(builder, "last_hour", report->hour);
    add_counts(builder, "last_day", report->day);
    json_print_number(builder, "p50_ms", report->p50_ms);
    json_print_number(builder, "p95_ms", report->p95_ms);
    json_print_time(builder, "last_success", report->last_success_s);
    json_print_time(builder, "last_failure", report->last_failure_s);
    json_print_text(builder, "last_failure_reason", report->last_failure);
    json_builder_end_object(builder);
    json_print(builder);
}

int
command_status(int argc, char **argv)
{
    gboolean is_json = FALSE, is_check = FALSE;
    const GOptionEntry options[] = {
        COMMAND_LINE_JSON(&is_json),
        {"check", 'k', 0, G_OPTION_ARG_NONE, &is_check,
         "For monitoring: one line, and exit status 2 where somebody has to look", NULL},
        {0},
    };
    const CommandUsage usage = {
        .summary = "Shows the state of the gateway: what waits, what was delivered, what failed.",
        .options = options,
        .examples = "  ticketgate status\n"
                    "  ticketgate status --check || mail -s 'ticketgate needs a look' root\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    g_autoptr(GError) problem = NULL;
    g_autoptr(StatusReport) report = status_report_new(session.config, &problem);
    if (report == NULL) {
        command_session_fail(&session, problem);
        return is_check ? 2 : 1;
    }
    if (is_json)
        print_json(report);
    else if (is_check)
        puts(report->trouble != NULL ? report->trouble : "ok");
    else
        print_report(report);
    return is_check && report->trouble != NULL ? 2 : 0;
}
