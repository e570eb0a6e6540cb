#include <libsoup/soup.h>
#include <string.h>

#include "desk_connect.h"
#include "desk_tickets.h"
#include "desk_updates.h"

/* The only parameter of a query. name: NULL if it must have none. Returns: (transfer full)
 * (nullable): its value, "" without one; NULL with DESK_ERROR_BAD_REQUEST for anything else. */
static char *
read_query(const DeskApiRequest *request, const char *name, GError **error)
{
    g_autoptr(GHashTable) query = soup_form_decode(request->query != NULL ? request->query : "");
    const char *value = name != NULL ? g_hash_table_lookup(query, name) : NULL;
    if (name != NULL && value == NULL)
        g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "%s is missing in the query", name);
    else if (g_hash_table_size(query) > (name != NULL ? 1 : 0))
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                            "the query has a parameter that this operation does not take");
    else
        return g_strdup(value != NULL ? value : "");
    return NULL;
}

static void
add_reference(JsonBuilder *builder, const DeskTicket *ticket)
{
    if (*ticket->reference_number != '\0')
        desk_api_add_text(builder, "customer_reference_number", ticket->reference_number);
}

static void
add_ticket(JsonBuilder *builder, const DeskApiSettings *settings, const DeskTicket *ticket)
{
    g_autofree char *escaped = g_uri_escape_string(ticket->number, NULL, FALSE);
    g_autofree char *link = g_strdup_printf(
        "%s/ticket/%s", settings->base_url != NULL ? settings->base_url : "", escaped);
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "kpn_ticket_number", ticket->number);
    add_reference(builder, ticket);
    desk_api_add_text(builder, "ticket_type", ticket->ticket_type);
    desk_api_add_text(builder, "state", ticket->state);
    desk_api_add_text(builder, "short_description", ticket->short_description);
    desk_api_add_text(builder, "link", link);
    json_builder_end_object(builder);
}

static JsonBuilder *
begin_result(void)
{
    JsonBuilder *builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "result");
    json_builder_begin_array(builder);
    return builder;
}

static DeskAnswer *
end_result(JsonBuilder *builder)
{
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    return desk_answer_new_json(200, json_builder_get_root(builder));
}

DeskAnswer *
desk_connect_get(DeskStore *store, const DeskApiSettings *settings, const DeskApiRequest *request,
                 GError **error)
{
    g_autofree char *number = read_query(request, "kpn_ticket_number", error);
    if (number == NULL)
        return NULL;
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, number, error);
    if (ticket == NULL)
        return NULL;
    g_autoptr(JsonBuilder) builder = begin_result();
    add_ticket(builder, settings, ticket);
    return end_result(builder);
}

DeskAnswer *
desk_connect_list(DeskStore *store, const DeskApiSettings *settings, const DeskApiRequest *request,
                  GError **error)
{
    g_autofree char *none = read_query(request, NULL, error);
    if (none == NULL)
        return NULL;
    g_autoptr(GPtrArray) tickets = desk_tickets_list_open(store, error);
    if (tickets == NULL)
        return NULL;
    g_autoptr(JsonBuilder) builder = begin_result();
    for (guint i = 0; i < tickets->len; i++)
        add_ticket(builder, settings, g_ptr_array_index(tickets, i));
    return end_result(builder);
}

/* The files of an update: one as `attachment_id`, several as `attachments`. */
static void
add_files(JsonBuilder *builder, const GPtrArray *files)
{
    if (files->len == 1) {
        const DeskNote *file = g_ptr_array_index(files, 0);
        desk_api_add_text(builder, "attachment_id", file->sys_id);
    } else if (files->len > 1) {
        json_builder_set_member_name(builder, "attachments");
        json_builder_begin_array(builder);
        for (guint i = 0; i < files->len; i++) {
            const DeskNote *file = g_ptr_array_index(files, i);
            json_builder_begin_object(builder);
            desk_api_add_text(builder, "attachment_id", file->sys_id);
            desk_api_add_text(builder, "name", file->text);
            json_builder_end_object(builder);
        }
        json_builder_end_array(builder);
    }
}

static gboolean
add_attributes(JsonBuilder *builder, DeskStore *store, const DeskUpdate *update, GError **error)
{
    g_autoptr(GPtrArray) all = desk_notes_attachments(store, update->ticket, error);
    if (all == NULL)
        return FALSE;
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    for (guint i = 0; update->comment != 0 && i < all->len; i++) {
        DeskNote *file = g_ptr_array_index(all, i);
        if (file->comment == update->comment)
            g_ptr_array_add(files, file);
    }
    json_builder_set_member_name(builder, "ticket_attributes");
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "state", update->state);
    if (*update->comments != '\0')
        desk_api_add_text(builder, "comments", update->comments);
    add_files(builder, files);
    json_builder_end_object(builder);
    return TRUE;
}

static gboolean
add_update(JsonBuilder *builder, DeskStore *store, const DeskUpdate *update, GError **error)
{
    g_autoptr(DeskTicket) ticket = desk_tickets_get(store, update->ticket, error);
    if (ticket == NULL)
        return FALSE;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(update->time_ms / 1000);
    g_autofree char *stamp = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "transaction_id", update->transaction_id);
    desk_api_add_text(builder, "message_datetime_utc", stamp);
    desk_api_add_text(builder, "ticket_type", ticket->ticket_type);
    desk_api_add_text(builder, "action", "Update");
    desk_api_add_text(builder, "kpn_ticket_number", ticket->number);
    add_reference(builder, ticket);
    if (!add_attributes(builder, store, update, error))
        return FALSE;
    json_builder_end_object(builder);
    return desk_updates_count(store, update, error);
}

DeskAnswer *
desk_connect_news(DeskStore *store, const DeskApiRequest *request, GError **error)
{
    g_autofree char *none = read_query(request, NULL, error);
    if (none == NULL)
        return NULL;
    g_autoptr(GPtrArray) updates = desk_updates_list(store, request->is_repeated, error);
    if (updates == NULL)
        return NULL;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (guint i = 0; i < updates->len; i++) {
        if (!add_update(builder, store, g_ptr_array_index(updates, i), error))
            return NULL;
    }
    json_builder_end_array(builder);
    return desk_answer_new_json(200, json_builder_get_root(builder));
}

DeskAnswer *
desk_connect_attachment(DeskStore *store, const DeskApiRequest *request, GError **error)
{
    g_autofree char *none = read_query(request, NULL, error);
    if (none == NULL)
        return NULL;
    g_autoptr(DeskNote) note = NULL;
    g_autoptr(GBytes) content = desk_notes_find(store, request->argument, &note, error);
    if (content == NULL)
        return NULL;
    gsize size = 0;
    const guchar *bytes = g_bytes_get_data(content, &size);
    g_autofree char *encoded = g_base64_encode(bytes != NULL ? bytes : (const guchar *)"", size);
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "name", note->text);
    desk_api_add_text(builder, "content", encoded);
    desk_api_add_text(builder, "content_type", note->content_type);
    json_builder_end_object(builder);
    return desk_answer_new_json(200, json_builder_get_root(builder));
}
