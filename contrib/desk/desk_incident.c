/* The Incident API: POST NewIncident, PATCH UpdateIncident, GET GetActiveIncidents, GetIncident. */

#include <string.h>

#include "desk_dialect.h"
#include "desk_json.h"
#include "desk_tickets.h"

#define BASE "/network/kpn/incident/"
#define MAX_BODY (32 * 1024 * 1024)
#define MAX_ATTACHMENTS 10000000

static const DeskRoute routes[] = {
    {DESK_API_TOKEN_PATH, "POST", DESK_OPERATION_TOKEN},
    {BASE "NewIncident", "POST", DESK_OPERATION_CREATE},
    {BASE "UpdateIncident", "PATCH", DESK_OPERATION_UPDATE},
    {BASE "GetActiveIncidents", "GET", DESK_OPERATION_LIST},
    {BASE "GetIncident/", "GET", DESK_OPERATION_GET},
    {NULL, NULL, DESK_OPERATION_OTHER},
};

static const DeskOperation operations[] = {DESK_OPERATION_TOKEN,  DESK_OPERATION_CREATE,
                                           DESK_OPERATION_UPDATE, DESK_OPERATION_LIST,
                                           DESK_OPERATION_GET,    DESK_OPERATION_OTHER};

static const char *const actions[] = {"Comment", "Close", "Reopen", NULL};

static const DeskMember create_members[] = {
    {.name = "reference_number"},
    {.name = "short_description"},
    {.name = "description", .may_be_empty = TRUE},
    {.name = "ci"},
    {.name = "service", .may_be_empty = TRUE},
    {.name = NULL},
};

static const DeskMember update_members[] = {
    {.name = "action", .values = actions},
    {.name = "comment", .may_be_empty = TRUE},
    {.name = "ticket_number"},
    {.name = "reference_number"},
    {.name = NULL},
};

static const DeskRules create_rules = {.members = create_members,
                                       .max_attachments = MAX_ATTACHMENTS};
static const DeskRules update_rules = {.members = update_members,
                                       .max_attachments = MAX_ATTACHMENTS};

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

/* The answer that create and update share; note: (nullable) */
static DeskAnswer *
answer_done(const DeskTicket *ticket, const char *state, const char *reference, const char *verb)
{
    g_autofree char *note =
        g_strdup_printf("%s Incident is %s successfully.", ticket->number, verb);
    g_autoptr(JsonBuilder) builder = begin_result();
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "state", state);
    desk_api_add_text(builder, "ticket_number", ticket->number);
    desk_api_add_text(builder, "reference_number", reference);
    desk_api_add_text(builder, "sys_id", ticket->sys_id);
    desk_api_add_text(builder, "note", note);
    json_builder_end_object(builder);
    return end_result(builder, strcmp(verb, "created") == 0 ? 201 : 200);
}

static DeskAnswer *
run_create(DeskStore *store, const DeskApiSettings *settings, const DeskApiRequest *request,
           GError **error)
{
    g_autoptr(DeskBody) body = desk_api_read_body(settings, request, &create_rules, error);
    if (body == NULL || !desk_api_check_ci(settings, desk_body_text(body, "ci"), error))
        return NULL;
    g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
    ticket->reference_number = g_strdup(desk_body_text(body, "reference_number"));
    ticket->short_description = g_strdup(desk_body_text(body, "short_description"));
    ticket->description = g_strdup(desk_body_text(body, "description"));
    ticket->ci = g_strdup(desk_body_text(body, "ci"));
    ticket->service = g_strdup(desk_body_text(body, "service"));
    ticket->request = request->id;
    if (!desk_tickets_insert(store, ticket, settings->is_reference_unique, error) ||
        !desk_api_keep_attachments(store, ticket->id, body, request->id, error))
        return NULL;
    return answer_done(ticket, "inserted", ticket->reference_number, "created");
}

static DeskAnswer *
run_update(DeskStore *store, const DeskApiSettings *settings, const DeskApiRequest *request,
           GError **error)
{
    g_autoptr(DeskBody) body = desk_api_read_body(settings, request, &update_rules, error);
    if (body == NULL)
        return NULL;
    g_autoptr(DeskNote) note = g_new0(DeskNote, 1);
    note->action = g_strdup(desk_body_text(body, "action"));
    note->text = g_strdup(desk_body_text(body, "comment"));
    note->reference_number = g_strdup(desk_body_text(body, "reference_number"));
    note->request = request->id;
    if (strcmp(note->action, "Comment") == 0 && !desk_api_check_said(body, error))
        return NULL;
    g_autoptr(DeskTicket) ticket =
        desk_tickets_find(store, desk_body_text(body, "ticket_number"), error);
    if (ticket == NULL || !desk_tickets_act(store, ticket, note, error) ||
        !desk_api_keep_attachments(store, ticket->id, body, request->id, error))
        return NULL;
    return answer_done(ticket, "updated", note->reference_number, "updated");
}

static void
add_line(GString *json, DeskStatement *row)
{
    static const char *const openings[] = {
        "{\"reference_number\":", ",\"short_description\":", ",\"state\":"};
    g_autofree char *number = desk_ticket_number(sqlite3_column_int64(row, 0), "");
    for (int i = 0; i < (int)G_N_ELEMENTS(openings); i++) {
        g_string_append(json, openings[i]);
        desk_json_add_string(json, desk_statement_text(row, i + 1));
    }
    g_string_append(json, ",\"ticket_number\":\"");
    g_string_append(json, number);
    g_string_append(json, "\"}");
}

/* Written as text, without nodes between: there may be many thousands of tickets. */
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
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "ticket_number", ticket->number);
    desk_api_add_text(builder, "reference_number", ticket->reference_number);
    desk_api_add_text(builder, "short_description", ticket->short_description);
    desk_api_add_text(builder, "state", ticket->state);
    desk_api_add_text(builder, "company", "Example Company");
    desk_api_add_text(builder, "description", ticket->description);
    desk_api_add_text(builder, "contact", "Mail gateway");
    desk_api_add_text(builder, "user", "Mail gateway");
    desk_api_add_text(builder, "category", "Incident");
    desk_api_add_text(builder, "priority", "3");
    desk_api_add_text(builder, "impact", "3");
    desk_api_add_text(builder, "urgency", "3");
    desk_api_add_text(builder, "ci", ticket->ci);
    desk_api_add_text(builder, "customer_service", ticket->service);
    desk_api_add_text(builder, "service_component", ticket->service);
    json_builder_set_member_name(builder, "sla_due");
    json_builder_begin_object(builder);
    json_builder_end_object(builder);
    desk_api_add_text(builder, "pending_reason", ticket->pending_reason);
    desk_api_add_text(builder, "required_information", is_held ? ticket->pending_reason : "");
    desk_api_add_text(builder, "reason_user_required", is_held ? ticket->pending_reason : "");
    desk_api_add_text(builder, "close_code", ticket->close_code);
    desk_api_add_text(builder, "solution", ticket->solution);
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

static DeskAnswer *
run(DeskStore *store, const DeskApiSettings *settings, DeskOperation operation,
    const DeskApiRequest *request, GError **error)
{
    if (operation == DESK_OPERATION_CREATE)
        return run_create(store, settings, request, error);
    if (operation == DESK_OPERATION_UPDATE)
        return run_update(store, settings, request, error);
    if (operation == DESK_OPERATION_LIST)
        return run_list(store, error);
    return run_get(store, request, error);
}

const DeskDialect desk_incident = {
    .name = "incident",
    .routes = routes,
    .operations = operations,
    .shape = DESK_SHAPE_FAILURE,
    .token_shape = DESK_SHAPE_FAILURE,
    .has_precondition_status = TRUE,
    .max_body = MAX_BODY,
    .accepted = "{\"result\":{\"state\":\"accepted\"}}",
    .run = run,
};
