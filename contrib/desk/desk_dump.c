#include "desk_dump.h"

#include "desk_api.h"
#include "desk_dialect.h"
#include "desk_tickets.h"
#include "desk_updates.h"

static void
add_int(JsonBuilder *builder, const char *name, gint64 number)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, number);
}

static void
add_time(JsonBuilder *builder, const char *name, gint64 time_ms)
{
    g_autofree char *stamp = desk_clock_format(time_ms);
    desk_api_add_text(builder, name, stamp);
}

static gboolean
add_comments(JsonBuilder *builder, DeskStore *store, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) comments = desk_notes_comments(store, ticket, error);
    if (comments == NULL)
        return FALSE;
    json_builder_set_member_name(builder, "comments");
    json_builder_begin_array(builder);
    for (guint i = 0; i < comments->len; i++) {
        const DeskNote *note = g_ptr_array_index(comments, i);
        json_builder_begin_object(builder);
        desk_api_add_text(builder, "action", note->action);
        desk_api_add_text(builder, "text", note->text);
        desk_api_add_text(builder, "reference_number", note->reference_number);
        add_time(builder, "time", note->time_ms);
        add_int(builder, "request", note->request);
        if (desk_dialect_of(store)->has_updates)
            add_int(builder, "id", note->id);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    return TRUE;
}

static gboolean
add_attachment(JsonBuilder *builder, DeskStore *store, gint64 ticket, const DeskNote *note,
               GError **error)
{
    g_autoptr(GBytes) content = desk_notes_content(store, ticket, note->id, NULL, error);
    if (content == NULL)
        return FALSE;
    g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, content);
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "name", note->text);
    add_int(builder, "size", note->size);
    desk_api_add_text(builder, "sha256", sha256);
    add_time(builder, "time", note->time_ms);
    add_int(builder, "request", note->request);
    if (desk_dialect_of(store)->has_updates) {
        desk_api_add_text(builder, "content_type", note->content_type);
        desk_api_add_text(builder, "sys_id", note->sys_id);
        add_int(builder, "comment", note->comment);
    }
    json_builder_end_object(builder);
    return TRUE;
}

static gboolean
add_attachments(JsonBuilder *builder, DeskStore *store, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) attachments = desk_notes_attachments(store, ticket, error);
    if (attachments == NULL)
        return FALSE;
    json_builder_set_member_name(builder, "attachments");
    json_builder_begin_array(builder);
    for (guint i = 0; i < attachments->len; i++) {
        if (!add_attachment(builder, store, ticket, g_ptr_array_index(attachments, i), error))
            return FALSE;
    }
    json_builder_end_array(builder);
    return TRUE;
}

/* What Customer Connect alone knows of a ticket. */
static void
add_own_facts(JsonBuilder *builder, const DeskTicket *ticket)
{
    desk_api_add_text(builder, "ticket_type", ticket->ticket_type);
    desk_api_add_text(builder, "priority", ticket->priority);
    desk_api_add_text(builder, "contact", ticket->contact);
    desk_api_add_text(builder, "user", ticket->user);
    desk_api_add_text(builder, "desired_delivery_date", ticket->desired_delivery_date);
}

static gboolean
add_ticket(JsonBuilder *builder, DeskStore *store, const DeskTicket *ticket, GError **error)
{
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "ticket_number", ticket->number);
    desk_api_add_text(builder, "reference_number", ticket->reference_number);
    desk_api_add_text(builder, "sys_id", ticket->sys_id);
    desk_api_add_text(builder, "short_description", ticket->short_description);
    desk_api_add_text(builder, "description", ticket->description);
    desk_api_add_text(builder, "ci", ticket->ci);
    desk_api_add_text(builder, "service", ticket->service);
    desk_api_add_text(builder, "state", ticket->state);
    desk_api_add_text(builder, "pending_reason", ticket->pending_reason);
    desk_api_add_text(builder, "close_code", ticket->close_code);
    desk_api_add_text(builder, "solution", ticket->solution);
    add_time(builder, "created", ticket->created_ms);
    add_time(builder, "updated", ticket->updated_ms);
    add_int(builder, "request", ticket->request);
    if (desk_dialect_of(store)->has_updates)
        add_own_facts(builder, ticket);
    if (!add_comments(builder, store, ticket->id, error) ||
        !add_attachments(builder, store, ticket->id, error))
        return FALSE;
    json_builder_end_object(builder);
    return TRUE;
}

static gboolean
add_tickets(JsonBuilder *builder, DeskStore *store, GError **error)
{
    g_autoptr(GPtrArray) tickets = desk_tickets_list(store, error);
    if (tickets == NULL)
        return FALSE;
    json_builder_set_member_name(builder, "tickets");
    json_builder_begin_array(builder);
    for (guint i = 0; i < tickets->len; i++) {
        if (!add_ticket(builder, store, g_ptr_array_index(tickets, i), error))
            return FALSE;
    }
    json_builder_end_array(builder);
    return TRUE;
}

static gboolean
add_update(JsonBuilder *builder, DeskStore *store, const DeskUpdate *update, GError **error)
{
    g_autoptr(DeskTicket) ticket = desk_tickets_get(store, update->ticket, error);
    if (ticket == NULL)
        return FALSE;
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "transaction_id", update->transaction_id);
    desk_api_add_text(builder, "ticket_number", ticket->number);
    desk_api_add_text(builder, "state", update->state);
    desk_api_add_text(builder, "comments", update->comments);
    add_int(builder, "comment", update->comment);
    add_time(builder, "time", update->time_ms);
    add_int(builder, "told", update->told);
    desk_api_add_text(builder, "acknowledged", update->acknowledged);
    desk_api_add_text(builder, "words", update->words);
    json_builder_end_object(builder);
    return TRUE;
}

static gboolean
add_updates(JsonBuilder *builder, DeskStore *store, GError **error)
{
    if (!desk_dialect_of(store)->has_updates)
        return TRUE;
    g_autoptr(GPtrArray) updates = desk_updates_list(store, TRUE, error);
    if (updates == NULL)
        return FALSE;
    json_builder_set_member_name(builder, "updates");
    json_builder_begin_array(builder);
    for (guint i = 0; i < updates->len; i++) {
        if (!add_update(builder, store, g_ptr_array_index(updates, i), error))
            return FALSE;
    }
    json_builder_end_array(builder);
    return TRUE;
}

typedef void (*AddRow)(JsonBuilder *builder, DeskStatement *row);

static gboolean
add_rows(JsonBuilder *builder, DeskStore *store, const char *sql, AddRow add_row, GError **error)
{
    gboolean has_row = TRUE;
    g_autoptr(DeskStatement) select = desk_store_prepare(store, sql, error);
    if (select == NULL)
        return FALSE;
    while (desk_statement_step(select, &has_row, error)) {
        if (!has_row)
            return TRUE;
        add_row(builder, select);
    }
    return FALSE;
}

static void
add_log_entry(JsonBuilder *builder, DeskStatement *row)
{
    json_builder_begin_object(builder);
    add_int(builder, "id", sqlite3_column_int64(row, 0));
    add_time(builder, "time", sqlite3_column_int64(row, 1));
    desk_api_add_text(builder, "operation", desk_statement_text(row, 2));
    desk_api_add_text(builder, "method", desk_statement_text(row, 3));
    desk_api_add_text(builder, "path", desk_statement_text(row, 4));
    add_int(builder, "bytes", sqlite3_column_int64(row, 5));
    add_int(builder, "status", sqlite3_column_int64(row, 6));
    desk_api_add_text(builder, "fault", desk_statement_text(row, 7));
    json_builder_end_object(builder);
}

static void
add_fault(JsonBuilder *builder, DeskStatement *row)
{
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "line", desk_statement_text(row, 0));
    add_int(builder, "remaining", sqlite3_column_int64(row, 1));
    json_builder_end_object(builder);
}

static gboolean
add_count(JsonBuilder *builder, DeskStore *store, DeskOperation operation, GError **error)
{
    const char *name = desk_dialect_operation_name(operation);
    g_autoptr(DeskStatement) count =
        desk_store_prepare(store, "SELECT count(*) FROM requests WHERE operation = ?", error);
    if (count == NULL)
        return FALSE;
    desk_statement_bind_text(count, 1, name);
    if (!desk_statement_step(count, NULL, error))
        return FALSE;
    add_int(builder, name, sqlite3_column_int64(count, 0));
    return TRUE;
}

/* Lists every operation, even one without requests. */
static gboolean
add_counts(JsonBuilder *builder, DeskStore *store, GError **error)
{
    json_builder_set_member_name(builder, "requests");
    json_builder_begin_object(builder);
    const DeskOperation *operation = desk_dialect_of(store)->operations;
    for (; *operation != DESK_OPERATION_OTHER; operation++) {
        if (!add_count(builder, store, *operation, error))
            return FALSE;
    }
    if (!add_count(builder, store, DESK_OPERATION_OTHER, error))
        return FALSE;
    json_builder_end_object(builder);
    return TRUE;
}

static gboolean
add_lists(JsonBuilder *builder, DeskStore *store, GError **error)
{
    json_builder_set_member_name(builder, "log");
    json_builder_begin_array(builder);
    if (!add_rows(builder, store,
                  "SELECT id, time, operation, method, path, bytes, status, fault FROM requests"
                  " ORDER BY id",
                  add_log_entry, error))
        return FALSE;
    json_builder_end_array(builder);
    json_builder_set_member_name(builder, "faults");
    json_builder_begin_array(builder);
    if (!add_rows(builder, store,
                  "SELECT line, remaining FROM faults WHERE remaining <> 0 ORDER BY id", add_fault,
                  error))
        return FALSE;
    json_builder_end_array(builder);
    return TRUE;
}

JsonNode *
desk_dump_all(DeskStore *store, GError **error)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    if (!desk_store_begin(store, error))
        return NULL;
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "dialect", desk_store_dialect(store));
    gboolean is_good = add_tickets(builder, store, error) && add_updates(builder, store, error) &&
                       add_counts(builder, store, error) && add_lists(builder, store, error);
    if (!desk_store_finish(store, FALSE, is_good ? error : NULL) || !is_good)
        return NULL;
    json_builder_end_object(builder);
    return json_builder_get_root(builder);
}
