/* ticket_query.c - `ticketgate list` and `ticketgate show`: reads tickets, changes none. */
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/json_print.h"
#include "gateway/commands/terminal.h"
#include "gateway/commands/terminal_table.h"
#include "gateway/ticket_system/json_response.h"

#define NAME_COLUMNS 21

static void
list_json(const GPtrArray *tickets)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (guint i = 0; i < tickets->len; i++) {
        const Ticket *ticket = g_ptr_array_index(tickets, i);
        json_builder_begin_object(builder);
        json_print_text(builder, "ticket_number", ticket->ticket_number);
        json_print_text(builder, "reference_number", ticket->reference_number);
        json_print_text(builder, "state", ticket->state);
        json_print_text(builder, "short_description", ticket->short_description);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_print(builder);
}

/* In the order of the columns. */
static const char *const list_keys[] = {"number", "state", "reference", "description", NULL};

static const char *
column_text(const Ticket *ticket, guint column)
{
    const char *const values[] = {ticket->ticket_number, ticket->state, ticket->reference_number,
                                  ticket->short_description};
    return values[column] != NULL ? values[column] : "";
}

static void
list_columns(const GPtrArray *tickets)
{
    static const char *const titles[] = {"NUMBER", "STATE", "REFERENCE", "SHORT DESCRIPTION", NULL};
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint i = 0; i < tickets->len; i++) {
        char **cells = g_malloc0(sizeof titles);
        for (guint column = 0; column + 1 < G_N_ELEMENTS(titles); column++)
            cells[column] = g_strdup(column_text(g_ptr_array_index(tickets, i), column));
        g_ptr_array_add(rows, cells);
    }
    terminal_table_print(titles, rows);
}

/* "In Progress", "in-progress" and "IN_PROGRESS" are one state. */
static gboolean
is_same_state(const char *one, const char *other)
{
    for (; *one != '\0' && *other != '\0'; one++, other++) {
        gboolean is_gap = strchr(" -_", *one) != NULL && strchr(" -_", *other) != NULL;
        if (!is_gap && g_ascii_tolower(*one) != g_ascii_tolower(*other))
            return FALSE;
    }
    return *one == *other;
}

static int
compare_tickets(gconstpointer one, gconstpointer other, gpointer column)
{
    const Ticket *const *first = one, *const *second = other;
    g_autofree char *a = g_utf8_casefold(column_text(*first, GPOINTER_TO_UINT(column)), -1);
    g_autofree char *b = g_utf8_casefold(column_text(*second, GPOINTER_TO_UINT(column)), -1);
    int order = g_strcmp0(a, b);
    return order != 0 ? order : g_strcmp0((*first)->ticket_number, (*second)->ticket_number);
}

typedef struct {
    char *state, *sort;
    int limit; /* -1: none */
    gboolean is_json;
} ListChoices;

static void
list_choices_clear(ListChoices *choices)
{
    g_free(choices->state);
    g_free(choices->sort);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ListChoices, list_choices_clear)

static void
choose(GPtrArray *tickets, const ListChoices *choices, guint column)
{
    for (guint i = tickets->len; choices->state != NULL && i > 0; i--) {
        const Ticket *ticket = g_ptr_array_index(tickets, i - 1);
        if (ticket->state == NULL || !is_same_state(ticket->state, choices->state))
            g_ptr_array_remove_index(tickets, i - 1);
    }
    if (choices->sort != NULL)
        g_ptr_array_sort_with_data(tickets, compare_tickets, GUINT_TO_POINTER(column));
    if (choices->limit >= 0 && tickets->len > (guint)choices->limit)
        g_ptr_array_set_size(tickets, choices->limit);
}

static int
list_chosen(const CommandSession *session, const ListChoices *choices)
{
    guint column = 0;
    while (choices->sort != NULL && list_keys[column] != NULL &&
           strcmp(list_keys[column], choices->sort) != 0)
        column++;
    if (list_keys[column] == NULL) {
        g_autofree char *hint = command_line_hint(choices->sort, list_keys);
        return command_line_mistake(session->name, "tickets cannot be sorted by '%s'%s",
                                    choices->sort, hint);
    }
    g_autoptr(GError) problem = NULL;
    g_autoptr(GPtrArray) tickets = ticket_system_list(session->ticket_system, &problem);
    if (tickets == NULL)
        return command_session_fail(session, problem);
    choose(tickets, choices, column);
    if (choices->is_json)
        list_json(tickets);
    else if (tickets->len == 0)
        puts(choices->state != NULL ? "There are no active tickets of this state."
                                    : "There are no active tickets.");
    else
        list_columns(tickets);
    return 0;
}

int
command_list(int argc, char **argv)
{
    const char *states = ticket_dialect_of(NULL)->open_states;
    g_auto(ListChoices) choices = {.limit = G_MAXINT};
    const GOptionEntry options[] = {
        {"state", 's', 0, G_OPTION_ARG_STRING, &choices.state, "Only tickets of this state",
         states != NULL ? states : "STATE"},
        {"sort", 0, 0, G_OPTION_ARG_STRING, &choices.sort, "Sort by this column",
         "number|state|reference|description"},
        {"limit", 'n', 0, G_OPTION_ARG_INT, &choices.limit, "At most so many tickets", "NUMBER"},
        COMMAND_LINE_JSON(&choices.is_json),
        {0},
    };
    const CommandUsage usage = {
        .summary = "Shows the active tickets.",
        .options = options,
        .examples = "  ticketgate list\n"
                    "  ticketgate list --state resolved --sort number --limit 20\n"
                    "  ticketgate list --json | jq -r '.[].ticket_number'\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    if (choices.limit < 1)
        return command_line_mistake(session.name, "--limit has to be 1 or more");
    return list_chosen(&session, &choices);
}

static void
show_fields(const Ticket *ticket)
{
    g_autoptr(GList) names = json_object_get_members(ticket->members);
    for (const GList *name = names; name != NULL; name = name->next) {
        g_autofree char *label = terminal_fit(name->data, NAME_COLUMNS);
        g_autofree char *text =
            json_response_show(json_object_get_member(ticket->members, name->data));
        g_autofree char *value = terminal_clean_lines(text);
        g_auto(GStrv) lines = g_strsplit(g_strchomp(value), "\n", -1);
        printf("%s %s\n", label, lines[0] != NULL ? lines[0] : "");
        for (guint j = 1; lines[0] != NULL && lines[j] != NULL; j++)
            printf("%*s %s\n", NAME_COLUMNS, "", lines[j]);
    }
}

/* Every member with the type that the API gave it; in place of a ticket that cannot be read, why.
 */
static void
add_ticket(JsonBuilder *builder, const char *number, const Ticket *ticket, const GError *problem)
{
    if (ticket != NULL) {
        JsonNode *node = json_node_new(JSON_NODE_OBJECT);
        json_node_set_object(node, ticket->members);
        json_builder_add_value(builder, node);
        return;
    }
    json_builder_begin_object(builder);
    json_print_text(builder, "ticket_number", number);
    json_print_text(builder, "error", problem->message);
    json_builder_end_object(builder);
}

/* Each ticket is tried, even if others failed. */
static int
show_each(const CommandSession *session, gboolean is_json)
{
    int status = 0;
    gboolean is_first = TRUE;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (char **number = session->arguments; *number != NULL; number++) {
        g_autoptr(GError) problem = NULL;
        command_session_renew_deadline(session);
        g_autoptr(Ticket) ticket = ticket_system_get(session->ticket_system, *number, &problem);
        if (ticket == NULL)
            status = command_session_fail_for(session, *number, problem);
        add_ticket(builder, *number, ticket, problem);
        if (ticket == NULL || is_json)
            continue;
        fputs(is_first ? "" : "\n", stdout);
        is_first = FALSE;
        show_fields(ticket);
    }
    json_builder_end_array(builder);
    if (is_json)
        json_print_one_or_all(builder);
    return status;
}

int
command_show(int argc, char **argv)
{
    gboolean is_json = FALSE;
    const GOptionEntry options[] = {COMMAND_LINE_JSON(&is_json), {0}};
    const CommandUsage usage = {
        .summary = "Shows every field of tickets. The digits of a number are enough.",
        .arguments = "NUMBER...",
        .least = 1,
        .most = COMMAND_LINE_MANY,
        .options = options,
        .examples = "  ticketgate show 12\n"
                    "  ticketgate show --json INC0000012 INC0000013\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage) ||
        !command_session_complete_numbers(&session))
        return session.exit_status;
    return show_each(&session, is_json);
}
