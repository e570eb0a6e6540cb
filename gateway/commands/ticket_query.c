/* ticket_query.c - `ticketgate list` and `ticketgate show`: reads tickets, changes none. */
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/terminal.h"

static void
print_json(JsonNode *root)
{
    g_autofree char *text = json_to_string(root, TRUE);
    puts(text);
}

static void
add_member(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    if (value != NULL)
        json_builder_add_string_value(builder, value);
    else
        json_builder_add_null_value(builder);
}

static void
list_json(const GPtrArray *tickets)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (guint i = 0; i < tickets->len; i++) {
        const Ticket *ticket = g_ptr_array_index(tickets, i);
        json_builder_begin_object(builder);
        add_member(builder, "ticket_number", ticket->ticket_number);
        add_member(builder, "reference_number", ticket->reference_number);
        add_member(builder, "state", ticket->state);
        add_member(builder, "short_description", ticket->short_description);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    print_json(root);
}

static const char *
column_text(const Ticket *ticket, guint column)
{
    const char *const values[] = {ticket->ticket_number, ticket->state, ticket->reference_number,
                                  ticket->short_description};
    return values[column] != NULL ? values[column] : "";
}

/* The first three columns are as wide as their widest value; the last gets the rest. */
static void
list_columns(const GPtrArray *tickets)
{
    static const char *const titles[] = {"NUMBER", "STATE", "REFERENCE", "SHORT DESCRIPTION"};
    static const guint widest[] = {20, 14, 20};
    guint widths[4];
    guint used = 0;
    for (guint column = 0; column < 3; column++) {
        widths[column] = (guint)strlen(titles[column]);
        for (guint i = 0; i < tickets->len; i++) {
            g_autofree char *clean =
                terminal_clean(column_text(g_ptr_array_index(tickets, i), column));
            widths[column] = MAX(widths[column], terminal_width(clean));
        }
        widths[column] = MIN(widths[column], widest[column]);
        used += widths[column] + 2;
    }
    guint columns = terminal_columns();
    widths[3] = columns > used + 10 ? columns - used : 10;
    for (guint row = 0; row <= tickets->len; row++) {
        GString *line = g_string_new(NULL);
        for (guint column = 0; column < 4; column++) {
            const char *value = row == 0 ? titles[column]
                                         : column_text(g_ptr_array_index(tickets, row - 1), column);
            g_autofree char *cell = terminal_fit(value, widths[column]);
            g_string_append_printf(line, "%s%s", column > 0 ? "  " : "", cell);
        }
        g_autofree char *text = g_strchomp(g_string_free(line, FALSE));
        puts(text);
    }
}

int
command_list(int argc, char **argv)
{
    gboolean is_json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 'j', 0, G_OPTION_ARG_NONE, &is_json, "Output for programs", NULL},
        {0},
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, entries,
                              (const char *const[2]){"", "Shows the active tickets."}))
        return 1;
    g_autoptr(GError) problem = NULL;
    g_autoptr(GPtrArray) tickets = ticket_system_list(session.ticket_system, &problem);
    if (tickets == NULL)
        return command_session_fail(&session, problem);
    if (is_json)
        list_json(tickets);
    else if (tickets->len == 0)
        puts("There are no active tickets.");
    else
        list_columns(tickets);
    return 0;
}

static void
show_json(const Ticket *ticket)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    for (guint i = 0; i + 1 < ticket->fields->len; i += 2)
        add_member(builder, g_ptr_array_index(ticket->fields, i),
                   g_ptr_array_index(ticket->fields, i + 1));
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    print_json(root);
}

static void
show_fields(const Ticket *ticket)
{
    for (guint i = 0; i + 1 < ticket->fields->len; i += 2) {
        g_autofree char *name = terminal_fit(g_ptr_array_index(ticket->fields, i), 21);
        g_autofree char *value = terminal_clean_lines(g_ptr_array_index(ticket->fields, i + 1));
        g_auto(GStrv) lines = g_strsplit(g_strchomp(value), "\n", -1);
        printf("%s %s\n", name, lines[0] != NULL ? lines[0] : "");
        for (guint j = 1; lines[0] != NULL && lines[j] != NULL; j++)
            printf("%*s %s\n", 21, "", lines[j]);
    }
}

int
command_show(int argc, char **argv)
{
    gboolean is_json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 'j', 0, G_OPTION_ARG_NONE, &is_json, "Output for programs", NULL},
        {0},
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, entries,
                              (const char *const[2]){"NUMBER", "Shows every field of one ticket."}))
        return 1;
    const char *number = command_session_ticket_number(&session);
    if (number == NULL)
        return 1;
    g_autoptr(GError) problem = NULL;
    g_autoptr(Ticket) ticket = ticket_system_get(session.ticket_system, number, &problem);
    if (ticket == NULL)
        return command_session_fail(&session, problem);
    if (is_json)
        show_json(ticket);
    else
        show_fields(ticket);
    return 0;
}
