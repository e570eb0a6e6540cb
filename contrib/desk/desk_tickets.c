#include "desk_tickets.h"

#include <string.h>

typedef struct {
    const char *action;
    const char *state_needed; /* NULL: every active state */
    const char *state_after;  /* NULL: it does not change */
} Rule;

static const Rule rules[] = {
    {"Comment", NULL, NULL},
    {"Response", NULL, NULL},
    {"Close", "Resolved", "Closed"},
    {"Reopen", "Resolved", "In Progress"},
};

/* The letters that numbers begin with. */
static const struct {
    const char *ticket_type;
    const char *letters;
} series[] = {
    {DESK_TYPE_INCIDENT, "INC"},
    {DESK_TYPE_REQUEST, "RFI"},
    {DESK_TYPE_CHANGE, "CHG"},
};

const char *const desk_ticket_states[] = {"New",    "In Progress", "On Hold", "Resolved",
                                          "Closed", "Canceled",    NULL};

void
desk_ticket_free(DeskTicket *ticket)
{
    if (ticket == NULL)
        return;
    g_free(ticket->reference_number);
    g_free(ticket->sys_id);
    g_free(ticket->short_description);
    g_free(ticket->description);
    g_free(ticket->ci);
    g_free(ticket->service);
    g_free(ticket->state);
    g_free(ticket->pending_reason);
    g_free(ticket->close_code);
    g_free(ticket->solution);
    g_free(ticket->number);
    g_free(ticket->ticket_type);
    g_free(ticket->priority);
    g_free(ticket->contact);
    g_free(ticket->user);
    g_free(ticket->desired_delivery_date);
    g_free(ticket);
}

char *
desk_ticket_number(gint64 id, const char *ticket_type)
{
    for (gsize i = 0; i < G_N_ELEMENTS(series); i++) {
        if (strcmp(series[i].ticket_type, ticket_type) == 0)
            return g_strdup_printf("%s#%08" G_GINT64_FORMAT, series[i].letters, id);
    }
    return g_strdup_printf("INC%07" G_GINT64_FORMAT, id);
}

/* The row id of a ticket number, whose spelling is not checked. Returns: 0 if no ticket has it. */
static gint64
id_of_number(const char *number)
{
    if (strlen(number) < 4)
        return 0;
    return g_ascii_strtoll(number + (number[3] == '#' ? 4 : 3), NULL, 10);
}

static gboolean
is_active(const DeskTicket *ticket)
{
    return strcmp(ticket->state, "Closed") != 0 && strcmp(ticket->state, "Canceled") != 0;
}

static gboolean
check_unique(DeskStore *store, const char *reference_number, GError **error)
{
    gboolean has_row = FALSE;
    g_autoptr(DeskStatement) find = desk_store_prepare(
        store, "SELECT id FROM tickets WHERE reference_number = ? LIMIT 1", error);
    if (find == NULL)
        return FALSE;
    desk_statement_bind_text(find, 1, reference_number);
    if (!desk_statement_step(find, &has_row, error))
        return FALSE;
    if (has_row)
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                            "reference_number is not unique");
    return !has_row;
}

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static void
bind_texts(DeskStatement *insert, const DeskTicket *ticket)
{
    const char *const texts[] = {ticket->reference_number,
                                 ticket->sys_id,
                                 ticket->short_description,
                                 ticket->description,
                                 ticket->ci,
                                 ticket->service,
                                 ticket->state,
                                 ticket->ticket_type,
                                 ticket->priority,
                                 ticket->contact,
                                 ticket->user,
                                 ticket->desired_delivery_date};
    for (int i = 0; i < (int)G_N_ELEMENTS(texts); i++)
        desk_statement_bind_text(insert, i + 1, or_empty(texts[i]));
    desk_statement_bind_int(insert, (int)G_N_ELEMENTS(texts) + 1, ticket->created_ms);
    desk_statement_bind_int(insert, (int)G_N_ELEMENTS(texts) + 2, ticket->request);
}

gboolean
desk_tickets_insert(DeskStore *store, DeskTicket *ticket, gboolean is_unique, GError **error)
{
    if (is_unique && !check_unique(store, ticket->reference_number, error))
        return FALSE;
    g_autoptr(DeskStatement) insert = desk_store_prepare(
        store,
        "INSERT INTO tickets (reference_number, sys_id, short_description, description, ci,"
        " service, state, ticket_type, priority, contact, user, desired_delivery_date, created,"
        " updated, request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?13, ?13, ?14)",
        error);
    if (insert == NULL)
        return FALSE;
    ticket->sys_id = desk_notes_new_sys_id();
    ticket->state = g_strdup("New");
    ticket->created_ms = ticket->updated_ms = desk_clock_now_ms();
    bind_texts(insert, ticket);
    if (!desk_statement_step(insert, NULL, error))
        return FALSE;
    ticket->id = desk_store_last_id(store);
    ticket->number = desk_ticket_number(ticket->id, or_empty(ticket->ticket_type));
    return TRUE;
}

#define TICKET_COLUMNS                                                                             \
    "SELECT id, reference_number, sys_id, short_description, description, ci, service, state,"     \
    " pending_reason, close_code, solution, created, updated, request, ticket_type, priority,"     \
    " contact, user, desired_delivery_date FROM tickets "

static DeskTicket *
ticket_from_row(DeskStatement *row)
{
    DeskTicket *ticket = g_new0(DeskTicket, 1);
    ticket->id = sqlite3_column_int64(row, 0);
    ticket->reference_number = g_strdup(desk_statement_text(row, 1));
    ticket->sys_id = g_strdup(desk_statement_text(row, 2));
    ticket->short_description = g_strdup(desk_statement_text(row, 3));
    ticket->description = g_strdup(desk_statement_text(row, 4));
    ticket->ci = g_strdup(desk_statement_text(row, 5));
    ticket->service = g_strdup(desk_statement_text(row, 6));
    ticket->state = g_strdup(desk_statement_text(row, 7));
    ticket->pending_reason = g_strdup(desk_statement_text(row, 8));
    ticket->close_code = g_strdup(desk_statement_text(row, 9));
    ticket->solution = g_strdup(desk_statement_text(row, 10));
    ticket->created_ms = sqlite3_column_int64(row, 11);
    ticket->updated_ms = sqlite3_column_int64(row, 12);
    ticket->request = sqlite3_column_int64(row, 13);
    ticket->ticket_type = g_strdup(desk_statement_text(row, 14));
    ticket->priority = g_strdup(desk_statement_text(row, 15));
    ticket->contact = g_strdup(desk_statement_text(row, 16));
    ticket->user = g_strdup(desk_statement_text(row, 17));
    ticket->desired_delivery_date = g_strdup(desk_statement_text(row, 18));
    ticket->number = desk_ticket_number(ticket->id, ticket->ticket_type);
    return ticket;
}

/* Returns: (transfer full) (nullable): NULL without an error if there is none. */
static DeskTicket *
look_up(DeskStore *store, gint64 id, GError **error)
{
    gboolean has_row = FALSE;
    g_autoptr(DeskStatement) find = desk_store_prepare(store, TICKET_COLUMNS "WHERE id = ?", error);
    if (find == NULL)
        return NULL;
    desk_statement_bind_int(find, 1, id);
    if (!desk_statement_step(find, &has_row, error))
        return NULL;
    return has_row ? ticket_from_row(find) : NULL;
}

DeskTicket *
desk_tickets_find(DeskStore *store, const char *number, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(DeskTicket) ticket = look_up(store, id_of_number(number), &failure);
    if (ticket != NULL && strcmp(ticket->number, number) == 0)
        return g_steal_pointer(&ticket);
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    else
        g_set_error(error, DESK_ERROR, DESK_ERROR_NOT_FOUND, "no such ticket: %s", number);
    return NULL;
}

DeskTicket *
desk_tickets_get(DeskStore *store, gint64 id, GError **error)
{
    g_autoptr(GError) failure = NULL;
    DeskTicket *ticket = look_up(store, id, &failure);
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (ticket == NULL)
        g_set_error(error, DESK_ERROR, DESK_ERROR_STORAGE, "no ticket in row %" G_GINT64_FORMAT,
                    id);
    return ticket;
}

static GPtrArray *
read_tickets(DeskStore *store, const char *sql, GError **error)
{
    g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func((GDestroyNotify)desk_ticket_free);
    g_autoptr(DeskStatement) select = desk_store_prepare(store, sql, error);
    if (select == NULL)
        return NULL;
    gboolean has_row = TRUE;
    while (desk_statement_step(select, &has_row, error)) {
        if (!has_row)
            return g_steal_pointer(&tickets);
        g_ptr_array_add(tickets, ticket_from_row(select));
    }
    return NULL;
}

GPtrArray *
desk_tickets_list(DeskStore *store, GError **error)
{
    return read_tickets(store, TICKET_COLUMNS "ORDER BY id", error);
}

GPtrArray *
desk_tickets_list_open(DeskStore *store, GError **error)
{
    return read_tickets(
        store, TICKET_COLUMNS "WHERE state NOT IN ('Closed', 'Canceled') ORDER BY id", error);
}

static const Rule *
find_rule(const char *action, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (strcmp(rules[i].action, action) == 0)
            return &rules[i];
    }
    g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                "action is not Comment, Close or Reopen: %s", action);
    return NULL;
}

static gboolean
set_state(DeskStore *store, gint64 ticket, const char *state, GError **error)
{
    g_autoptr(DeskStatement) update = desk_store_prepare(
        store, "UPDATE tickets SET state = coalesce(?, state), updated = ? WHERE id = ?", error);
    if (update == NULL)
        return FALSE;
    desk_statement_bind_text(update, 1, state);
    desk_statement_bind_int(update, 2, desk_clock_now_ms());
    desk_statement_bind_int(update, 3, ticket);
    return desk_statement_step(update, NULL, error);
}

gboolean
desk_tickets_act(DeskStore *store, const DeskTicket *ticket, const DeskNote *note, GError **error)
{
    const Rule *rule = find_rule(note->action, error);
    if (rule == NULL)
        return FALSE;
    gboolean is_allowed = rule->state_needed != NULL
                              ? strcmp(ticket->state, rule->state_needed) == 0
                              : is_active(ticket);
    if (!is_allowed) {
        g_set_error(error, DESK_ERROR, DESK_ERROR_PRECONDITION,
                    "%s is not possible on a ticket in state %s", rule->action, ticket->state);
        return FALSE;
    }
    return desk_notes_comment(store, ticket->id, note, NULL, error) &&
           set_state(store, ticket->id, rule->state_after, error);
}

gboolean
desk_tickets_remark(DeskStore *store, const DeskTicket *ticket, const char *text, gint64 *ret_id,
                    GError **error)
{
    g_autofree char *words = g_strdup(text);
    char action[] = "Desk";
    DeskNote note = {.action = action, .text = words, .reference_number = ticket->reference_number};
    return desk_notes_comment(store, ticket->id, &note, ret_id, error) &&
           set_state(store, ticket->id, NULL, error);
}

/* The UPDATE for a move to the state; it has the column for a text of the desk. */
static const char *
move_sql(const char *state)
{
    if (strcmp(state, "On Hold") == 0)
        return "UPDATE tickets SET state = ?, updated = ?,"
               " pending_reason = coalesce(?, 'Awaiting caller') WHERE id = ?";
    if (strcmp(state, "Resolved") == 0 || strcmp(state, "Closed") == 0)
        return "UPDATE tickets SET state = ?, updated = ?, pending_reason = '',"
               " solution = coalesce(?, solution), close_code = 'Solved' WHERE id = ?";
    return "UPDATE tickets SET state = ?, updated = ?, pending_reason = coalesce(?, '')"
           " WHERE id = ?";
}

gboolean
desk_tickets_move(DeskStore *store, const DeskTicket *ticket, const char *state, const char *text,
                  GError **error)
{
    g_autoptr(DeskStatement) update = desk_store_prepare(store, move_sql(state), error);
    if (update == NULL)
        return FALSE;
    desk_statement_bind_text(update, 1, state);
    desk_statement_bind_int(update, 2, desk_clock_now_ms());
    desk_statement_bind_text(update, 3, text);
    desk_statement_bind_int(update, 4, ticket->id);
    return desk_statement_step(update, NULL, error);
}
