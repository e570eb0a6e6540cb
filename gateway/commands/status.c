/* status.c - `ticketgate status`: how the gateway is doing, for people and for monitoring. */
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/json_print.h"
#include "gateway/commands/terminal.h"
#include "gateway/quarantine/quarantine_kind.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "gateway/status/status_report.h"

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
print_quarantine(const StatusReport *report)
{
    const char *separator = ": ";

    printf("quarantine    %u mails", report->quarantined);
    for (guint i = 0; i < report->quarantine->len; i++) {
        const QuarantineCount *count = g_ptr_array_index(report->quarantine, i);
        if (count->count == 0 || strcmp(count->kind, QUARANTINE_IGNORED) == 0)
            continue;
        printf("%s%s %u", separator, count->kind, count->count);
        separator = ", ";
    }
    printf("; %u ignored\n", report->ignored);
}

static void
print_peer(const char *title, const StatusPeer *peer)
{
    g_autofree char *success = terminal_time(peer->success_s, "never");
    g_autofree char *failure = terminal_time(peer->failure_s, "never");
    g_autofree char *why = terminal_clean(peer->failure != NULL ? peer->failure : "");

    printf("%-13s last success %s, last failure %s%s%s\n", title, success, failure,
           *why != '\0' ? ": " : "", why);
}

static void
print_report(const StatusReport *report)
{
    g_autofree char *pause = terminal_time(report->paused_until_s, "never");
    g_autofree char *token = terminal_time(report->token_expires_s, "never");
    g_autofree char *next = terminal_time(report->outbox_next_s, "never");

    printf("requests      %s%s\n", report->paused_until_s > 0 ? "paused until " : "are sent",
           report->paused_until_s > 0 ? pause : "");
    print_peer("API", &report->api);
    printf("token         %s%s\n", report->token_expires_s > 0 ? "expires at " : "none is kept",
           report->token_expires_s > 0 ? token : "");
    print_peer("submission", &report->submission);
    printf("waiting       %u mails that the mail server tries again, %u of them for more than an "
           "hour\n",
           report->waiting, report->waiting_late);
    printf("outbox        %u waiting, %u of them for more than an hour%s%s\n", report->outbox,
           report->outbox_late, report->outbox > 0 ? "; next try at " : "",
           report->outbox > 0 ? next : "");
    if (report->is_shared)
        printf("keys          %s\n",
               report->keys_trouble != NULL ? report->keys_trouble : "those of all hosts");
    print_quarantine(report);
    print_counts("last hour", report->hour);
    print_counts("last day", report->day);
    if (report->p50_ms >= 0)
        printf("time          half of them within %" G_GINT64_FORMAT
               " ms, 95 of 100 within %" G_GINT64_FORMAT " ms\n",
               report->p50_ms, report->p95_ms);
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
add_peer(JsonBuilder *builder, const char *name, const StatusPeer *peer)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_object(builder);
    json_print_time(builder, "last_success", peer->success_s);
    json_print_time(builder, "last_failure", peer->failure_s);
    json_print_text(builder, "last_failure_reason", peer->failure);
    json_builder_end_object(builder);
}

static void
add_quarantine(JsonBuilder *builder, const GPtrArray *counts)
{
    json_builder_set_member_name(builder, "quarantine");
    json_builder_begin_object(builder);
    for (guint i = 0; i < counts->len; i++) {
        const QuarantineCount *count = g_ptr_array_index(counts, i);
        json_print_number(builder, count->kind, count->count);
    }
    json_builder_end_object(builder);
}

static const char *const levels[] = {
    [STATUS_OK] = "ok", [STATUS_WARNING] = "warning", [STATUS_CRITICAL] = "critical"};

static void
print_json(const StatusReport *report)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    json_print_text(builder, "level", levels[report->level]);
    json_print_text(builder, "trouble", report->trouble);
    json_print_time(builder, "paused_until", report->paused_until_s);
    add_peer(builder, "api", &report->api);
    add_peer(builder, "submission", &report->submission);
    json_print_time(builder, "token_obtained", report->token_obtained_s);
    json_print_time(builder, "token_expires", report->token_expires_s);
    json_print_number(builder, "waiting", report->waiting);
    json_print_number(builder, "waiting_late", report->waiting_late);
    json_print_number(builder, "outbox", report->outbox);
    json_print_number(builder, "outbox_late", report->outbox_late);
    json_print_time(builder, "outbox_next_try", report->outbox_next_s);
    if (report->is_shared)
        json_print_text(builder, "keys_trouble", report->keys_trouble);
    add_quarantine(builder, report->quarantine);
    add_counts(builder, "last_hour", report->hour);
    add_counts(builder, "last_day", report->day);
    json_print_number(builder, "p50_ms", report->p50_ms);
    json_print_number(builder, "p95_ms", report->p95_ms);
    json_builder_end_object(builder);
    json_print(builder);
}

#define CHECK_UNKNOWN 3 /* beside the levels, as monitoring plugins have it */

static int
print_check(const StatusReport *report)
{
    g_autofree char *trouble = terminal_clean(report->trouble != NULL ? report->trouble : "");

    printf("%s%s%s\n", levels[report->level], *trouble != '\0' ? ": " : "", trouble);
    return (int)report->level;
}

int
command_status(int argc, char **argv)
{
    gboolean is_json = FALSE, is_check = FALSE;
    const GOptionEntry options[] = {
        COMMAND_LINE_JSON(&is_json),
        {"check", 'k', 0, G_OPTION_ARG_NONE, &is_check,
         "For monitoring: one line, and exit status 0 (ok), 1 (warning), 2 (critical) or 3 "
         "(unknown)",
         NULL},
        {0},
    };
    const CommandUsage usage = {
        .summary = "Shows the state of the gateway: what waits, what was delivered, what failed.",
        .options = options,
        .examples = "  ticketgate status\n"
                    "  ticketgate status --check || mail -s 'ticketgate needs a look' root\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage)) /* 1 would be a warning */
        return is_check && session.exit_status == 1 ? CHECK_UNKNOWN : session.exit_status;
    g_autoptr(GError) problem = NULL;
    g_autoptr(StatusReport) report = status_report_new(session.config, &problem);
    if (report == NULL) {
        command_session_fail(&session, problem);
        return is_check ? CHECK_UNKNOWN : 1;
    }
    if (is_check && !is_json)
        return print_check(report);
    if (is_json)
        print_json(report);
    else
        print_report(report);
    return is_check ? (int)report->level : 0;
}
