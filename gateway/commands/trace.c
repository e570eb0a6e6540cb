/* trace.c - `ticketgate trace`: what became of a mail. */
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/json_print.h"
#include "gateway/commands/terminal.h"
#include "gateway/journal/journal_trace.h"

#define DEFAULT_MAX 20

/* Reads a day, "2026-11-28", in the user's time zone. */
static gboolean
read_day(const char *word, JournalTraceQuery *query)
{
    if (strlen(word) != strlen("2026-11-28") || word[4] != '-')
        return FALSE;
    g_autofree char *midnight = g_strconcat(word, "T00:00:00", NULL);
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    g_autoptr(GDateTime) begin = g_date_time_new_from_iso8601(midnight, zone);
    if (begin == NULL)
        return FALSE;
    g_autoptr(GDateTime) end = g_date_time_add_days(begin, 1);
    query->word = NULL;
    query->from_s = g_date_time_to_unix(begin);
    query->to_s = g_date_time_to_unix(end);
    return TRUE;
}

static void
print_line(const char *name, const char *value)
{
    g_autofree char *clean = value != NULL ? terminal_clean(value) : NULL;

    if (clean != NULL && *clean != '\0')
        printf("    %-11s %s\n", name, clean);
}

static void
print_reply(const JournalTraceReply *reply)
{
    g_autofree char *recipient = terminal_clean(reply->recipient);
    g_autofree char *due = terminal_time(reply->due_s, "?");

    if (reply->is_sent)
        printf("    %-11s to %s, accepted by the mail server\n", "our mail", recipient);
    else
        printf("    %-11s to %s, waits after %u %s; next try at %s\n", "our mail", recipient,
               reply->tries, reply->tries == 1 ? "try" : "tries", due);
    if (reply->unreachable_s > 0) {
        g_autofree char *since = terminal_time(reply->unreachable_s, "?");
        printf("    %-11s mail to %s comes back since %s\n", "", recipient, since);
    }
}

static void
print_trace(const JournalTrace *trace)
{
    g_autofree char *changed = terminal_time(trace->changed_s, "?");
    g_autofree char *sender = terminal_clean(trace->sender != NULL ? trace->sender : "<>");
    g_autofree char *recipients =
        terminal_clean(trace->recipients != NULL ? trace->recipients : "?");

    printf("%s  %s  %s  %s -> %s\n", changed,
           trace->ticket_number != NULL ? trace->ticket_number : "-", trace->outcome, sender,
           recipients);
    print_line("subject", trace->subject);
    print_line("message-id", trace->message_id);
    print_line("queue-id", trace->queue_id);
    print_line("route", trace->route);
    for (guint i = 0; i < trace->steps->len; i++) {
        const JournalTraceStep *step = g_ptr_array_index(trace->steps, i);
        g_autofree char *when = terminal_time(step->when_s, "?");
        g_autofree char *reason = terminal_clean(step->reason);
        printf("    %s  %s: %s\n", when, step->outcome, reason);
    }
    if (trace->tries > trace->steps->len)
        printf("    ... and %u more tries\n", trace->tries - trace->steps->len);
    for (guint i = 0; i < trace->replies->len; i++)
        print_reply(g_ptr_array_index(trace->replies, i));
}

static void
add_steps(JsonBuilder *builder, const GPtrArray *steps)
{
    json_builder_set_member_name(builder, "steps");
    json_builder_begin_array(builder);
    for (guint i = 0; i < steps->len; i++) {
        const JournalTraceStep *step = g_ptr_array_index(steps, i);
        json_builder_begin_object(builder);
        json_print_time(builder, "time", step->when_s);
        json_print_text(builder, "outcome", step->outcome);
        json_print_text(builder, "reason", step->reason);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
add_replies(JsonBuilder *builder, const GPtrArray *replies)
{
    json_builder_set_member_name(builder, "replies");
    json_builder_begin_array(builder);
    for (guint i = 0; i < replies->len; i++) {
        const JournalTraceReply *reply = g_ptr_array_index(replies, i);
        json_builder_begin_object(builder);
        json_print_text(builder, "recipient", reply->recipient);
        json_print_truth(builder, "is_sent", reply->is_sent);
        json_print_number(builder, "tries", reply->tries);
        json_print_time(builder, "next_try", reply->due_s);
        json_print_time(builder, "unreachable_since", reply->unreachable_s);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
add_trace(JsonBuilder *builder, const JournalTrace *trace)
{
    json_builder_begin_object(builder);
    json_print_time(builder, "begun", trace->begun_s);
    json_print_time(builder, "changed", trace->changed_s);
    json_print_text(builder, "sender", trace->sender);
    json_print_text(builder, "recipients", trace->recipients);
    json_print_text(builder, "message_id", trace->message_id);
    json_print_text(builder, "queue_id", trace->queue_id);
    json_print_text(builder, "subject", trace->subject);
    json_print_text(builder, "route", trace->route);
    json_print_text(builder, "outcome", trace->outcome);
    json_print_text(builder, "reason", trace->reason);
    json_print_text(builder, "ticket_number", trace->ticket_number);
    json_print_number(builder, "tries", trace->tries);
    json_print_number(builder, "took_ms", trace->took_ms);
    add_steps(builder, trace->steps);
    add_replies(builder, trace->replies);
    json_builder_end_object(builder);
}

static void
print_json(const GPtrArray *found)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_array(builder);
    for (guint i = 0; i < found->len; i++)
        add_trace(builder, g_ptr_array_index(found, i));
    json_builder_end_array(builder);
    json_print(builder);
}

/* A word of digits is a queue id, or else a ticket number in short. (transfer full) */
static GPtrArray *
find(const CommandSession *session, Journal *journal, const JournalTraceQuery *query,
     GError **error)
{
    g_autoptr(GPtrArray) found = journal_trace_find(journal, query, error);
    g_autofree char *number =
        query->word != NULL ? ticket_dialect_number(ticket_dialect_of(session->config), query->word)
                            : NULL;
    if (found == NULL || found->len > 0 || number == NULL)
        return g_steal_pointer(&found);
    JournalTraceQuery other = *query;
    other.word = number;
    return journal_trace_find(journal, &other, error);
}

static int
run(const CommandSession *session, const JournalTraceQuery *query, gboolean is_json)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(Journal) journal = journal_open_configured(session->config, &problem);
    g_autoptr(GPtrArray) found = journal != NULL ? find(session, journal, query, &problem) : NULL;

    if (found == NULL)
        return command_session_fail(session, problem);
    if (is_json) {
        print_json(found);
        return found->len > 0 ? 0 : 1;
    }
    for (guint i = 0; i < found->len; i++)
        print_trace(g_ptr_array_index(found, i));
    if (found->len > 0)
        return 0;
    fprintf(stderr,
            "ticketgate trace: no mail of that kind came here, as far as the journal reaches "
            "([journal] keep_trace); look for it in the mail server's log\n");
    return 1;
}

int
command_trace(int argc, char **argv)
{
    gboolean is_json = FALSE;
    int max = DEFAULT_MAX;
    const GOptionEntry options[] = {
        COMMAND_LINE_JSON(&is_json),
        {"limit", 'n', 0, G_OPTION_ARG_INT, &max, "So many mails at the most; 20 without it",
         "NUMBER"},
        {0},
    };
    const CommandUsage usage = {
        .summary = "Shows what happened to mails, newest first. WORD is an address of a sender or "
                   "recipient, a Message-ID, a queue id, a ticket number, or a day such as "
                   "2026-11-28.",
        .arguments = "[WORD]",
        .most = 1,
        .options = options,
        .examples = "  ticketgate trace manager@customer.example\n"
                    "  ticketgate trace --limit 1 INC0000012\n"
                    "  ticketgate trace --json 2026-11-28\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    if (max < 1)
        return command_line_mistake(session.name, "--limit has to be 1 or more");
    JournalTraceQuery query = {.word = session.arguments[0], .max = (guint)max};
    if (query.word != NULL)
        (void)read_day(query.word, &query);
    return run(&session, &query, is_json);
}
