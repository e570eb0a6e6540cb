#include "desk_dump.h"

#include "desk_tickets.h"

static void
add_text(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, text);
}

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
    add_text(builder, name, stamp);
}

static gboolean
add_comments(JsonBuilder *builder, DeskStore *store, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) comments = desk_tickets_comments(store, ticket, error);
    if (comments == NULL)
        return FALSE;
    json_builder_set_member_name(builder, "comments");
    json_builder_begin_array(builder);
    for (guint i = 0; i < comments->len; i++) {
        const DeskNote *note = g_ptr_array_index(comments, i);
        json_builder_begin_object(builder);
        add_text(builder, "action", note->action);
        add_text(builder, "text", note->text);
        add_text(builder, "reference_number", note->reference_number);
        add_time(builder, "time", note->time_ms);
        add_int(builder, "request", note->request);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    return TRUE;
}

static gboolean
add_attachment(JsonBuilder *builder, DeskStore *store, gint64 ticket, const DeskNote *note,
               GError **error)
{
    g_autoptr(GBytes) content = desk_tickets_content(store, ticket, note->id, NULL, error);
    if (content == NULL)
        return FALSE;
    g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, content);
    json_builder_begin_object(builder);
    add_text(builder, "name", note->text);
    add_int(builder, "size", note->size);
    add_text(builder, "sha256", sha256);
    add_time(builder, "time", note->time_ms);
    add_int(builder, "request", note->request);
    json_builder_end_object(builder);
    return TRUE;
}

static gboolean
add_attachments(JsonBuilder *builder, DeskStore *store, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) attachments = desk_tickets_attachments(store, ticket, error);
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

static gboolean
add_ticket(JsonBuilder *builder, DeskStore *store, const DeskTicket *ticket, GError **error)
{
    g_autofree char *number = desk_ticket_number(ticket->id);
    json_builder_begin_object(builder);
    add_text(builder, "ticket_number", number);
    add_text(builder, "reference_number", ticket->reference_number);
    add_text(builder, "sys_id", ticket->sys_id);
    add_text(builder, "short_description", ticket->short_description);
    add_text(builder, "description", ticket->description);
    add_text(builder, "ci", ticket->ci);
    add_text(builder, "service", ticket->service);
    add_text(builder, "state", ticket->state);
    add_text(builder, "pending_reason", ticket->pending_reason);
    add_text(builder, "close_code", ticket->close_code);
    add_text(builder, "solution", ticket->solution);
    add_time(builder, "created", ticket->created_ms);
    add_time(builder, "updated", ticket->updated_ms);
    add_int(builder, "request", ticket->request);
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
add_count(JsonBuilder *builder, DeskStatement *row)
{
    add_int(builder, desk_statement_text(row, 0), sqlite3_column_int64(row, 1));
}

static void
add_log_entry(JsonBuilder *builder, DeskStatement *row)
{
    json_builder_begin_object(builder);
    add_int(builder, "id", sqlite3_column_int64(row, 0));
    add_time(builder, "time", sqlite3_column_int64(row, 1));
    add_text(builder, "operation", desk_statement_text(row, 2));
    add_text(builder, "method", desk_statement_text(row, 3));
    add_text(builder, "path", desk_statement_text(row, 4));
    add_int(builder, "bytes", sqlite3_column_int64(row, 5));
    add_int(builder, "status", sqlite3_column_int64(row, 6));
    add_text(builder, "fault", desk_statement_text(row, 7));
    json_builder_end_object(builder);
}

static void
add_fault(JsonBuilder *builder, DeskStatement *row)
{
    json_builder_begin_object(builder);
    add_text(builder, "line", desk_statement_text(row, 0));
    add_int(builder, "remaining", sqlite3_column_int64(row, 1));
    json_builder_end_object(builder);
}

/* Lists every operation, even one without requests. */
static gboolean
add_counts(JsonBuilder *builder, DeskStore *store, GError **error)
{
    json_builder_set_member_name(builder, "requests");
    json_builder_begin_object(builder);
    gboolean is_good = add_rows(
        builder, store,
        "WITH names (name) AS (VALUES ('token'), ('create'), ('update'), ('list'), ('get'),"
        " ('other')) SELECT name, (SELECT count(*) FROM requests WHERE operation = name)"
        " FROM names",
        add_count, error);
    json_builder_end_object(builder);
    return is_good;
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
    gboolean is_good = add_tickets(builder, store, error) && add_counts(builder, store, error) &&
                       add_lists(builder, store, error);
    if (!desk_store_finish(store, FALSE, is_good ? error : NULL) || !is_good)
        return NULL;
    json_builder_end_object(builder);
    return json_builder_get_root(builder);
}
