#include "desk_tickets.h"

#include <string.h>

typedef struct {
    const char *action;
    const char *state_needed; /* NULL: every active state */
    const char *state_after;  /* NULL: it does not change */
} Rule;

static const Rule rules[] = {
    {"Comment", NULL, NULL},
    {"Close", "Resolved", "Closed"},
    {"Reopen", "Resolved", "In Progress"},
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
    g_free(ticket);
}

void
desk_note_free(DeskNote *note)
{
    if (note == NULL)
        return;
    g_free(note->action);
    g_free(note->text);
    g_free(note->reference_number);
    g_free(note);
}

char *
desk_ticket_number(gint64 id)
{
    return g_strdup_printf(DESK_TICKET_FORMAT, id);
}

/* The row id of a ticket number. Returns: 0 if it is no ticket number in its one valid spelling. */
static gint64
id_of_number(const char *number)
{
    if (strncmp(number, "INC", 3) != 0)
        return 0;
    gint64 id = g_ascii_strtoll(number + 3, NULL, 10);
    g_autofree char *spelled = desk_ticket_number(id);
    return id > 0 && strcmp(spelled, number) == 0 ? id : 0;
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

static char *
make_sys_id(void)
{
    g_autofree char *uuid = g_uuid_string_random();
    g_auto(GStrv) parts = g_strsplit(uuid, "-", -1);
    return g_strjoinv("", parts);
}

gboolean
desk_tickets_insert(DeskStore *store, DeskTicket *ticket, gboolean is_unique, GError **error)
{
    if (is_unique && !check_unique(store, ticket->reference_number, error))
        return FALSE;
    g_autoptr(DeskStatement) insert = desk_store_prepare(
        store,
        "INSERT INTO tickets (reference_number, sys_id, short_description, description, ci,"
        " service, state, created, updated, request) VALUES (?, ?, ?, ?, ?, ?, 'New', ?7, ?7, ?8)",
        error);
    if (insert == NULL)
        return FALSE;
    g_autofree char *sys_id = make_sys_id();
    gint64 now_ms = desk_clock_now_ms();
    desk_statement_bind_text(insert, 1, ticket->reference_number);
    desk_statement_bind_text(insert, 2, sys_id);
    desk_statement_bind_text(insert, 3, ticket->short_description);
    desk_statement_bind_text(insert, 4, ticket->description);
    desk_statement_bind_text(insert, 5, ticket->ci);
    desk_statement_bind_text(insert, 6, ticket->service);
    desk_statement_bind_int(insert, 7, now_ms);
    desk_statement_bind_int(insert, 8, ticket->request);
    if (!desk_statement_step(insert, NULL, error))
        return FALSE;
    ticket->id = desk_store_last_id(store);
    ticket->created_ms = ticket->updated_ms = now_ms;
    ticket->sys_id = g_steal_pointer(&sys_id);
    ticket->state = g_strdup("New");
    return TRUE;
}

#define TICKET_COLUMNS                                                                             \
    "SELECT id, reference_number, sys_id, short_description, description, ci, service, state,"     \
    " pending_reason, close_code, solution, created, updated, request FROM tickets "

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
    return ticket;
}

DeskTicket *
desk_tickets_find(DeskStore *store, const char *number, GError **error)
{
    gboolean has_row = FALSE;
    g_autoptr(DeskStatement) find = desk_store_prepare(store, TICKET_COLUMNS "WHERE id = ?", error);
    if (find == NULL)
        return NULL;
    desk_statement_bind_int(find, 1, id_of_number(number));
    if (!desk_statement_step(find, &has_row, error))
        return NULL;
    if (!has_row) {
        g_set_error(error, DESK_ERROR, DESK_ERROR_NOT_FOUND, "no such ticket: %s", number);
        return NULL;
    }
    return ticket_from_row(find);
}

GPtrArray *
desk_tickets_list(DeskStore *store, GError **error)
{
    g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func((GDestroyNotify)desk_ticket_free);
    g_autoptr(DeskStatement) select =
        desk_store_prepare(store, TICKET_COLUMNS "ORDER BY id", error);
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
insert_comment(DeskStore *store, gint64 ticket, const DeskNote *note, GError **error)
{
    g_autoptr(DeskStatement) insert = desk_store_prepare(
        store,
        "INSERT INTO comments (ticket, reference_number, action, text, time, request)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        error);
    if (insert == NULL)
        return FALSE;
    desk_statement_bind_int(insert, 1, ticket);
    desk_statement_bind_text(insert, 2, note->reference_number);
    desk_statement_bind_text(insert, 3, note->action);
    desk_statement_bind_text(insert, 4, note->text);
    desk_statement_bind_int(insert, 5, desk_clock_now_ms());
    desk_statement_bind_int(insert, 6, note->request);
    return desk_statement_step(insert, NULL, error);
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
    return insert_comment(store, ticket->id, note, error) &&
           set_state(store, ticket->id, rule->state_after, error);
}

gboolean
desk_tickets_remark(DeskStore *store, const DeskTicket *ticket, const char *text, GError **error)
{
    g_autofree char *words = g_strdup(text);
    char action[] = "Desk";
    DeskNote note = {.action = action, .text = words, .reference_number = ticket->reference_number};
    return insert_comment(store, ticket->id, &note, error) &&
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
desk_tickets_move(DeskStore *store, const char *number, const char *state, const char *text,
                  GError **error)
{
    g_autoptr(DeskStatement) update = desk_store_prepare(store, move_sql(state), error);
    if (update == NULL)
        return FALSE;
    desk_statement_bind_text(update, 1, state);
    desk_statement_bind_int(update, 2, desk_clock_now_ms());
    desk_statement_bind_text(update, 3, text);
    desk_statement_bind_int(update, 4, id_of_number(number));
    if (!desk_statement_step(update, NULL, error))
        return FALSE;
    if (desk_store_changes(store) == 0)
        g_set_error(error, DESK_ERROR, DESK_ERROR_NOT_FOUND, "no such ticket: %s", number);
    return desk_store_changes(store) != 0;
}

gboolean
desk_tickets_attach(DeskStore *store, const DeskNote *note, gint64 ticket, GBytes *content,
                    GError **error)
{
    g_autoptr(DeskStatement) insert =
        desk_store_prepare(store,
                           "INSERT INTO attachments (ticket, name, size, time, request, content)"
                           " VALUES (?, ?, ?, ?, ?, ?)",
                           error);
    if (insert == NULL)
        return FALSE;
    gsize size = 0;
    const void *bytes = g_bytes_get_data(content, &size);
    desk_statement_bind_int(insert, 1, ticket);
    desk_statement_bind_text(insert, 2, note->text);
    desk_statement_bind_int(insert, 3, (gint64)size);
    desk_statement_bind_int(insert, 4, desk_clock_now_ms());
    desk_statement_bind_int(insert, 5, note->request);
    /* With a NULL pointer SQLite would store NULL instead of an empty blob. */
    sqlite3_bind_blob64(insert, 6, size > 0 ? bytes : "", size, SQLITE_STATIC);
    return desk_statement_step(insert, NULL, error);
}

/* Reads rows of (id, time, request, size, action, text, reference_number). */
static GPtrArray *
read_notes(DeskStore *store, const char *sql, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func((GDestroyNotify)desk_note_free);
    g_autoptr(DeskStatement) select = desk_store_prepare(store, sql, error);
    if (select == NULL)
        return NULL;
    gboolean has_row = TRUE;
    desk_statement_bind_int(select, 1, ticket);
    while (desk_statement_step(select, &has_row, error)) {
        if (!has_row)
            return g_steal_pointer(&notes);
        DeskNote *note = g_new0(DeskNote, 1);
        note->id = sqlite3_column_int64(select, 0);
        note->time_ms = sqlite3_column_int64(select, 1);
        note->request = sqlite3_column_int64(select, 2);
        note->size = sqlite3_column_int64(select, 3);
        note->action = g_strdup(desk_statement_text(select, 4));
        note->text = g_strdup(desk_statement_text(select, 5));
        note->reference_number = g_strdup(desk_statement_text(select, 6));
        g_ptr_array_add(notes, note);
    }
    return NULL;
}

GPtrArray *
desk_tickets_comments(DeskStore *store, gint64 ticket, GError **error)
{
    return read_notes(store,
                      "SELECT id, time, request, 0, action, text, reference_number FROM comments"
                      " WHERE ticket = ? ORDER BY id",
                      ticket, error);
}

GPtrArray *
desk_tickets_attachments(DeskStore *store, gint64 ticket, GError **error)
{
    return read_notes(store,
                      "SELECT id, time, request, size, '', name, '' FROM attachments"
                      " WHERE ticket = ? ORDER BY id",
                      ticket, error);
}

GBytes *
desk_tickets_content(DeskStore *store, gint64 ticket, gint64 attachment, char **ret_name,
                     GError **error)
{
    gboolean has_row = FALSE;
    g_autoptr(DeskStatement) select = desk_store_prepare(
        store, "SELECT name, content FROM attachments WHERE ticket = ? AND id = ?", error);
    if (select == NULL)
        return NULL;
    desk_statement_bind_int(select, 1, ticket);
    desk_statement_bind_int(select, 2, attachment);
    if (!desk_statement_step(select, &has_row, error))
        return NULL;
    if (!has_row) {
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_NOT_FOUND, "no such attachment");
        return NULL;
    }
    if (ret_name != NULL)
        *ret_name = g_strdup(desk_statement_text(select, 0));
    const void *content = sqlite3_column_blob(select, 1);
    return g_bytes_new(content, (gsize)sqlite3_column_bytes(select, 1));
}
