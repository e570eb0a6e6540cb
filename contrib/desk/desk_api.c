#include "desk_api.h"

#include <string.h>

#include "desk_body.h"
#include "desk_json.h"
#include "desk_ledger.h"
#include "desk_oauth.h"
#include "desk_tickets.h"

#define BASE "/network/kpn/incident/"

static const struct {
    const char *path; /* one that ends in a slash is followed by an argument */
    const char *method;
    const char *name;
    DeskOperation operation;
} routes[] = {
    {"/oauth/client_credential/accesstoken", "POST", "token", DESK_OPERATION_TOKEN},
    {BASE "NewIncident", "POST", "create", DESK_OPERATION_CREATE},
    {BASE "UpdateIncident", "PATCH", "update", DESK_OPERATION_UPDATE},
    {BASE "GetActiveIncidents", "GET", "list", DESK_OPERATION_LIST},
    {BASE "GetIncident/", "GET", "get", DESK_OPERATION_GET},
};

static const DeskMember create_members[] = {
    {"reference_number", FALSE}, {"short_description", FALSE},
    {"description", TRUE},       {"ci", FALSE},
    {"service", TRUE},           {NULL, FALSE},
};

static const DeskMember update_members[] = {
    {"action", FALSE},           {"comment", TRUE}, {"ticket_number", FALSE},
    {"reference_number", FALSE}, {NULL, FALSE},
};

void
desk_api_settings_clear(DeskApiSettings *settings)
{
    g_clear_pointer(&settings->ci_list, g_strfreev);
    g_clear_pointer(&settings->client_id, g_free);
    g_clear_pointer(&settings->client_secret, g_free);
    g_clear_pointer(&settings->refused_file, g_free);
}

DeskOperation
desk_api_route(const char *path, const char **ret_method, const char **ret_argument)
{
    *ret_argument = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(routes); i++) {
        gsize length = strlen(routes[i].path);
        if (strncmp(path, routes[i].path, length) != 0)
            continue;
        gboolean has_argument = routes[i].path[length - 1] == '/';
        if (has_argument ? path[length] == '\0' : path[length] != '\0')
            continue;
        *ret_method = routes[i].method;
        *ret_argument = has_argument ? path + length : NULL;
        return routes[i].operation;
    }
    return DESK_OPERATION_OTHER;
}

const char *
desk_api_operation_name(DeskOperation operation)
{
    for (gsize i = 0; i < G_N_ELEMENTS(routes); i++) {
        if (routes[i].operation == operation)
            return routes[i].name;
    }
    return "other";
}

static void
add_text(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, text);
}

static JsonBuilder *
begin_result(void)
{
    JsonBuilder *builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "result");
    return builder;
}

static DeskAnswer *
end_result(JsonBuilder *builder, guint status)
{
    json_builder_end_object(builder);
    return desk_answer_new_json(status, json_builder_get_root(builder));
}

static gboolean
check_media_type(const DeskApiRequest *request, GError **error)
{
    if (request->media_type != NULL &&
        g_ascii_strcasecmp(request->media_type, "application/json") == 0)
        return TRUE;
    g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                        "Content-Type is not application/json");
    return FALSE;
}

static gboolean
check_files(const DeskApiSettings *settings, const DeskBody *body, GError **error)
{
    for (guint i = 0; settings->refused_file != NULL && i < body->attachments->len; i++) {
        const DeskAttachment *attachment = g_ptr_array_index(body->attachments, i);
        if (!g_pattern_match_simple(settings->refused_file, attachment->name))
            continue;
        g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "file type is refused: %s",
                    attachment->name);
        return FALSE;
    }
    return TRUE;
}

static DeskBody *
read_body(const DeskApiSettings *settings, const DeskApiRequest *request, const DeskMember *members,
          GError **error)
{
    if (!check_media_type(request, error))
        return NULL;
    g_autoptr(DeskBody) body = desk_body_read(request->body, members, error);
    return body != NULL && check_files(settings, body, error) ? g_steal_pointer(&body) : NULL;
}

static gboolean
keep_attachments(DeskStore *store, gint64 ticket, const DeskBody *body, gint64 request,
                 GError **error)
{
    for (guint i = 0; i < body->attachments->len; i++) {
        const DeskAttachment *attachment = g_ptr_array_index(body->attachments, i);
        DeskNote note = {.text = attachment->name, .request = request};
        if (!desk_tickets_attach(store, &note, ticket, attachment->content, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
check_ci(const DeskApiSettings *settings, const char *ci, GError **error)
{
    if (settings->ci_list == NULL || g_strv_contains((const char *const *)settings->ci_list, ci))
        return TRUE;
    g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "ci is not in the agreed list: %s", ci);
    return FALSE;
}

/* The answer to a create or an update. note: (nullable) */
static DeskAnswer *
answer_done(const DeskTicket *ticket, const char *state, const char *reference, const char *verb)
{
    g_autofree char *number = desk_ticket_number(ticket->id);
    g_autofree char *note = g_strdup_printf("%s Incident is %s successfully.", number, verb);
    g_autoptr(JsonBuilder) builder = begin_result();
    json_builder_begin_object(builder);
    add_text(builder, "state", state);
    add_text(builder, "ticket_number", number);
    add_text(builder, "reference_number", reference);
    add_text(builder, "sys_id", ticket->sys_id);
    add_text(builder, "note", note);
    json_builder_end_object(builder);
    return end_result(builder, strcmp(verb, "created") == 0 ? 201 : 200);
}

static DeskAnswer *
run_create(DeskStore *store, const DeskApiSettings *settings, const DeskApiRequest *request,
           GError **error)
{
    g_autoptr(DeskBody) body = read_body(settings, request, create_members, error);
    if (body == NULL || !check_ci(settings, desk_body_text(body, "ci"), error))
        return NULL;
    g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
    ticket->reference_number = g_strdup(desk_body_text(body, "reference_number"));
    ticket->short_description = g_strdup(desk_body_text(body, "short_description"));
    ticket->description = g_strdup(desk_body_text(body, "description"));
    ticket->ci = g_strdup(desk_body_text(body, "ci"));
    ticket->service = g_strdup(desk_body_text(body, "service"));
    ticket->request = request->id;
    if (!desk_tickets_insert(store, ticket, settings->is_reference_unique, error) ||
        !keep_attachments(store, ticket->id, body, request->id, error))
        return NULL;
    return answer_done(ticket, "inserted", ticket->reference_number, "created");
}

static gboolean
check_comment(const DeskBody *body, const DeskNote *note, GError **error)
{
    if (*note->text != '\0' || body->attachments->len > 0 || strcmp(note->action, "Comment") != 0)
        return TRUE;
    g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                        "comment is empty and there are no attachments");
    return FALSE;
}

static DeskAnswer *
run_update(DeskStore *store, const DeskApiSettings *settings, const DeskApiRequest *request,
           GError **error)
{
    g_autoptr(DeskBody) body = read_body(settings, request, update_members, error);
    if (body == NULL)
        return NULL;
    g_autoptr(DeskNote) note = g_new0(DeskNote, 1);
    note->action = g_strdup(desk_body_text(body, "action"));
    note->text = g_strdup(desk_body_text(body, "comment"));
    note->reference_number = g_strdup(desk_body_text(body, "reference_number"));
    note->request = request->id;
    if (!check_comment(body, note, error))
        return NULL;
    g_autoptr(DeskTicket) ticket =
        desk_tickets_find(store, desk_body_text(body, "ticket_number"), error);
    if (ticket == NULL || !desk_tickets_act(store, ticket, note, error) ||
        !keep_attachments(store, ticket->id, body, request->id, error))
        return NULL;
    return answer_done(ticket, "updated", note->reference_number, "updated");
}

static void
add_line(GString *json, DeskStatement *row)
{
    static const char *const openings[] = {
        "{\"reference_number\":", ",\"short_description\":", ",\"state\":"};
    g_autofree char *number = desk_ticket_number(sqlite3_column_int64(row, 0));
    for (int i = 0; i < (int)G_N_ELEMENTS(openings); i++) {
        g_string_append(json, openings[i]);
        desk_json_add_string(json, desk_statement_text(row, i + 1));
    }
    g_string_append(json, ",\"ticket_number\":\"");
    g_string_append(json, number);
    g_string_append(json, "\"}");
}

/* Writes the JSON as text, without making nodes first: there may be many thousands of tickets. */
static DeskAnswer *
run_list(DeskStore *store, GError **error)
{
    g_autoptr(DeskStatement) select = desk_store_prepare(
        store,
        "SELECT id, reference_number, short_description, state FROM tickets INDEXED BY tickets_open"
        " WHERE state NOT IN ('Closed', 'Canceled') ORDER BY id",
        error);
    if (select == NULL)
        return NULL;
    gboolean has_row = TRUE;
    g_autoptr(GString) json = g_string_new("{\"result\":[");
    while (desk_statement_step(select, &has_row, error)) {
        if (!has_row) {
            g_string_append(json, "]}");
            return desk_answer_new(200, "application/json; charset=utf-8",
                                   g_string_free(g_steal_pointer(&json), FALSE));
        }
        g_string_append(json, json->str[json->len - 1] == '[' ? "" : ",");
        add_line(json, select);
    }
    return NULL;
}

static void
add_ticket(JsonBuilder *builder, const DeskTicket *ticket)
{
    gboolean is_held = strcmp(ticket->state, "On Hold") == 0;
    g_autofree char *number = desk_ticket_number(ticket->id);
    json_builder_begin_object(builder);
    add_text(builder, "ticket_number", number);
    add_text(builder, "reference_number", ticket->reference_number);
    add_text(builder, "short_description", ticket->short_description);
    add_text(builder, "state", ticket->state);
    add_text(builder, "company", "Example Company");
    add_text(builder, "description", ticket->description);
    add_text(builder, "contact", "Mail gateway");
    add_text(builder, "user", "Mail gateway");
    add_text(builder, "category", "Incident");
    add_text(builder, "priority", "3");
    add_text(builder, "impact", "3");
    add_text(builder, "urgency", "3");
    add_text(builder, "ci", ticket->ci);
    add_text(builder, "customer_service", ticket->service);
    add_text(builder, "service_component", ticket->service);
    json_builder_set_member_name(builder, "sla_due");
    json_builder_begin_object(builder);
    json_builder_end_object(builder);
    add_text(builder, "pending_reason", ticket->pending_reason);
    add_text(builder, "required_information", is_held ? ticket->pending_reason : "");
    add_text(builder, "reason_user_required", is_held ? ticket->pending_reason : "");
    add_text(builder, "close_code", ticket->close_code);
    add_text(builder, "solution", ticket->solution);
    json_builder_end_object(builder);
}

static DeskAnswer *
run_get(DeskStore *store, const DeskApiRequest *request, GError **error)
{
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, request->argument, error);
    if (ticket == NULL)
        return NULL;
    g_autoptr(JsonBuilder) builder = begin_result();
    add_ticket(builder, ticket);
    return end_result(builder, 200);
}

DeskAnswer *
desk_api_run(DeskStore *store, const DeskApiSettings *settings, DeskOperation operation,
             const DeskApiRequest *request, GError **error)
{
    switch (operation) {
    case DESK_OPERATION_TOKEN:
        return desk_oauth_run(store, settings, request, error);
    case DESK_OPERATION_CREATE:
        return run_create(store, settings, request, error);
    case DESK_OPERATION_UPDATE:
        return run_update(store, settings, request, error);
    case DESK_OPERATION_LIST:
        return run_list(store, error);
    case DESK_OPERATION_GET:
        return run_get(store, request, error);
    case DESK_OPERATION_OTHER:
    default:
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_NOT_FOUND, "no such path");
        return NULL;
    }
}
