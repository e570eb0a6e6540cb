/* outbox.c - `ticketgate outbox`: sends confirmations that are due, without waiting for a mail, and
 * lists those that wait. */
#include <stdio.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/json_print.h"
#include "gateway/commands/terminal.h"
#include "gateway/commands/terminal_table.h"
#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery/outbox_flush.h"
#include "gateway/status/metrics_file.h"

static gboolean
send_due(const Config *config, GError **error)
{
    g_auto(DeliveryContext) context;
    delivery_context_init(&context, config);
    delivery_context_begin(&context, NULL);
    if (!delivery_context_open_journal(&context, error))
        return FALSE;
    outbox_flush_run(&context);
    return metrics_file_write(config, error);
}

static void
print_table(const GPtrArray *list)
{
    static const char *const titles[] = {"RECIPIENT", "TICKET",     "ABOUT", "TRIES",
                                         "NEXT TRY",  "LAST ERROR", NULL};
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);

    for (guint i = 0; i < list->len; i++) {
        const OutboxWaiting *waiting = g_ptr_array_index(list, i);
        char **row = g_malloc0(sizeof titles);
        row[0] = g_strdup(waiting->recipient);
        row[1] = g_strdup(waiting->ticket_number != NULL ? waiting->ticket_number : "-");
        row[2] = g_strdup(waiting->kind);
        row[3] = g_strdup_printf("%u", waiting->tries);
        row[4] = waiting->is_held ? g_strdup("now") : terminal_time(waiting->due_s, "?");
        row[5] = g_strdup(waiting->last_error != NULL ? waiting->last_error : "");
        g_ptr_array_add(rows, row);
    }
    terminal_table_print(titles, rows);
}

static void
print_json(const GPtrArray *list)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_array(builder);
    for (guint i = 0; i < list->len; i++) {
        const OutboxWaiting *waiting = g_ptr_array_index(list, i);
        json_builder_begin_object(builder);
        json_print_text(builder, "recipient", waiting->recipient);
        json_print_text(builder, "ticket_number", waiting->ticket_number);
        json_print_text(builder, "about", waiting->kind);
        json_print_number(builder, "tries", waiting->tries);
        json_print_time(builder, "added", waiting->added_s);
        json_print_time(builder, "next_try", waiting->due_s);
        json_print_truth(builder, "is_being_sent", waiting->is_held);
        json_print_text(builder, "last_error", waiting->last_error);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_print(builder);
}

static gboolean
list_waiting(const Config *config, gboolean is_json, GError **error)
{
    g_autoptr(Journal) journal = journal_open_configured(config, error);
    g_autoptr(GPtrArray) list = journal != NULL ? journal_outbox_list(journal, error) : NULL;

    if (list == NULL)
        return FALSE;
    if (is_json)
        print_json(list);
    else if (list->len == 0)
        puts("No mail waits in the outbox.");
    else
        print_table(list);
    return TRUE;
}

int
command_outbox(int argc, char **argv)
{
    gboolean is_json = FALSE;
    const GOptionEntry options[] = {COMMAND_LINE_JSON(&is_json), {0}};
    const CommandUsage usage = {
        .summary = "send (or no word): sends the confirmations that are due and that the mail "
                   "server has not accepted yet. list: shows those that wait: for whom, about "
                   "which ticket, how often they were tried, when they are tried again, and why "
                   "not yet.",
        .arguments = "[send|list]",
        .verbs = "send|list",
        .most = 1,
        .options = options,
        .examples = "  sudo -u ticketgate ticketgate outbox\n"
                    "  sudo -u ticketgate ticketgate outbox list --json\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    gboolean is_list = g_strcmp0(session.arguments[0], "list") == 0;
    if (is_json && !is_list)
        return command_line_mistake(session.name, "--json is for list");
    g_autoptr(GError) problem = NULL;
    gboolean is_done = is_list ? list_waiting(session.config, is_json, &problem)
                               : send_due(session.config, &problem);
    return is_done ? 0 : command_session_fail(&session, problem);
}
