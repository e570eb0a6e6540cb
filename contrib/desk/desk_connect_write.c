#include <string.h>

#include "desk_connect.h"
#include "desk_tickets.h"
#include "desk_updates.h"

#define MAX_ATTACHMENTS 80000000

static const char *const ticket_types[] = {DESK_TYPE_INCIDENT, DESK_TYPE_REQUEST, DESK_TYPE_CHANGE,
                                           NULL};
static const char *const priorities[] = {"1 - Critical", "2 - High",     "3 - Moderate",
                                         "4 - Low",      "5 - Planning", NULL};
static const char *const actions[] = {"Comment", "Response", NULL};
static const char *const responses[] = {"Response", NULL};
static const char *const statuses[] = {DESK_UPDATE_SUCCESS, DESK_UPDATE_FAILURE, NULL};

static const DeskMember create_members[] = {
    {.name = "ticket_type", .values = ticket_types},
    {.name = "customer_reference_number"},
    {.name = "short_description"},
    {.name = "service"},
    {.name = "description", .is_optional = TRUE, .may_be_empty = TRUE},
    {.name = "ci", .is_optional = TRUE, .may_be_empty = TRUE},
    {.name = "contact", .is_optional = TRUE, .may_be_empty = TRUE},
    {.name = "user", .is_optional = TRUE, .may_be_empty = TRUE},
    {.name = "priority", .is_optional = TRUE, .values = priorities},
    {.name = "desired_delivery_date", .is_optional = TRUE},
    {.name = NULL},
};

static const DeskMember update_members[] = {
    {.name = "action", .values = actions},
    {.name = "customer_reference_number"},
    {.name = "kpn_ticket_number"},
    {.name = "comment", .is_optional = TRUE, .may_be_empty = TRUE},
    {.name = NULL},
};

/* A ticket from the desk itself has no reference of the customer. */
static const DeskMember acknowledge_members[] = {
    {.name = "action", .values = responses},
    {.name = "customer_reference_number", .may_be_empty = TRUE},
    {.name = "kpn_ticket_number"},
    {.name = "status", .values = statuses},
    {.name = "transaction_id"},
    {.name = "comment", .is_optional = TRUE, .may_be_empty = TRUE},
    {.name = NULL},
};

#define STRICT .max_attachments = MAX_ATTACHMENTS, .is_closed = TRUE, .has_content_type = TRUE
static const DeskRules create_rules = {.members = create_members, STRICT};
static const DeskRules update_rules = {.members = update_members, STRICT};
static const DeskRules acknowledge_rules = {.members = acknowledge_members, STRICT};

static gboolean
refuse(const char *what, GError **error)
{
    g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, what);
    return FALSE;
}

/* `2024-10-25 10:26:27`, and a day that exists. */
static gboolean
is_date(const char *text)
{
    static const char form[] = "dddd-dd-dd dd:dd:dd";
    if (strlen(text) != sizeof(form) - 1)
        return FALSE;
    for (gsize i = 0; form[i] != '\0'; i++) {
        if (form[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != form[i])
            return FALSE;
    }
    g_autofree char *iso = g_strdup_printf("%.10sT%sZ", text, text + 11);
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(iso, NULL);
    return time != NULL;
}

/* Checks the members that not all types of tickets have. */
static gboolean
check_type(const DeskBody *body, GError **error)
{
    const char *type = desk_body_text(body, "ticket_type");
    const char *date = desk_body_text(body, "desired_delivery_date");
    if (desk_body_has(body, "priority") && strcmp(type, DESK_TYPE_INCIDENT) != 0)
        return refuse("priority is for incidents only", error);
    if (desk_body_has(body, "desired_delivery_date") && strcmp(type, DESK_TYPE_CHANGE) != 0)
        return refuse("desired_delivery_date is for change requests only", error);
    if (*date != '\0' && !is_date(date))
        return refuse("desired_delivery_date is not like 2024-10-25 10:26:27", error);
    return TRUE;
}

static DeskAnswer *
answer_done(const DeskTicket *ticket, const char *state, const char *reference)
{
    g_autofree char *note = g_strdup_printf("%s is %s.", ticket->number, state);
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    desk_api_add_text(builder, "code", "TechnicalEndpointSuccess");
    desk_api_add_text(builder, "state", state);
    desk_api_add_text(builder, "kpn_ticket_number", ticket->number);
    desk_api_add_text(builder, "customer_reference_number", reference);
    desk_api_add_text(builder, "note", note);
    json_builder_end_object(builder);
    return desk_answer_new_json(200, json_builder_get_root(builder));
}

static DeskTicket *
ticket_from_body(const DeskBody *body)
{
    DeskTicket *ticket = g_new0(DeskTicket, 1);
    ticket->ticket_type = g_strdup(desk_body_text(body, "ticket_type"));
    ticket->reference_number = g_strdup(desk_body_text(body, "customer_reference_number"));
    ticket->short_description = g_strdup(desk_body_text(body, "short_description"));
    ticket->service = g_strdup(desk_body_text(body, "service"));
    ticket->description = g_strdup(desk_body_text(body, "description"));
    ticket->ci = g_strdup(desk_body_text(body, "ci"));
    ticket->contact = g_strdup(desk_body_text(body, "contact"));
    ticket->user = g_strdup(desk_body_text(body, "user"));
    ticket->priority = g_strdup(desk_body_text(body, "priority"));
    ticket->desired_delivery_date = g_strdup(desk_body_text(body, "desired_delivery_date"));
    return ticket;
}

DeskAnswer *
desk_connect_create(DeskStore *store, const DeskApiSettings *settings,
                    const DeskApiRequest *request, GError **error)
{
    g_autoptr(DeskBody) body = desk_api_read_body(settings, request, &create_rules, error);
    if (body == NULL || !check_type(body, error))
        return NULL;
    g_autoptr(DeskTicket) ticket = ticket_from_body(body);
    if (*ticket->ci != '\0' && !desk_api_check_ci(settings, ticket->ci, error))
        return NULL;
    ticket->request = request->id;
    if (!desk_tickets_insert(store, ticket, settings->is_reference_unique, error) ||
        !desk_api_keep_attachments(store, ticket->id, body, request->id, error))
        return NULL;
    return answer_done(ticket, "inserted", ticket->reference_number);
}

DeskAnswer *
desk_connect_update(DeskStore *store, const DeskApiSettings *settings,
                    const DeskApiRequest *request, GError **error)
{
    g_autoptr(DeskBody) body = desk_api_read_body(settings, request, &update_rules, error);
    if (body == NULL || !desk_api_check_said(body, error))
        return NULL;
    g_autoptr(DeskNote) note = g_new0(DeskNote, 1);
    note->action = g_strdup(desk_body_text(body, "action"));
    note->text = g_strdup(desk_body_text(body, "comment"));
    note->reference_number = g_strdup(desk_body_text(body, "customer_reference_number"));
    note->request = request->id;
    g_autoptr(DeskTicket) ticket =
        desk_tickets_find(store, desk_body_text(body, "kpn_ticket_number"), error);
    if (ticket == NULL || !desk_tickets_act(store, ticket, note, error) ||
        !desk_api_keep_attachments(store, ticket->id, body, request->id, error))
        return NULL;
    return answer_done(ticket, "updated", note->reference_number);
}

DeskAnswer *
desk_connect_acknowledge(DeskStore *store, const DeskApiSettings *settings,
                         const DeskApiRequest *request, GError **error)
{
    g_autoptr(DeskBody) body = desk_api_read_body(settings, request, &acknowledge_rules, error);
    if (body == NULL)
        return NULL;
    g_autoptr(DeskTicket) ticket =
        desk_tickets_find(store, desk_body_text(body, "kpn_ticket_number"), error);
    if (ticket == NULL)
        return NULL;
    g_autoptr(DeskUpdate) update = g_new0(DeskUpdate, 1);
    update->ticket = ticket->id;
    update->transaction_id = g_strdup(desk_body_text(body, "transaction_id"));
    update->acknowledged = g_strdup(desk_body_text(body, "status"));
    update->words = g_strdup(desk_body_text(body, "comment"));
    if (!desk_updates_acknowledge(store, update, error))
        return NULL;
    return answer_done(ticket, "updated", desk_body_text(body, "customer_reference_number"));
}
