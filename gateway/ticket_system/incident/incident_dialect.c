/* incident_dialect.c - see incident_dialect.h. The words of this API, together with refusal.c. */
#include "gateway/ticket_system/incident/incident_dialect.h"

#include <string.h>

#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/refusal.h"

/* At least four digits, the shortest number of an incident. With fewer, words such as INC24 would
 * be taken for a ticket. */
#define NUMBER_PATTERN "INC[0-9]{4,20}"
#define MAX_NUMBER_CHARS 40
#define REQUEST_BYTES 10000000

static const char *const actions[TICKET_OPERATIONS] = {
    [TICKET_OPERATION_COMMENT] = "Comment",
    [TICKET_OPERATION_CLOSE] = "Close",
    [TICKET_OPERATION_REOPEN] = "Reopen",
};

static void
incident_write(RequestBody *body, const TicketFields *fields)
{
    request_body_add_member(body, "action", actions[fields->operation]);
    request_body_add_member(body, "ticket_number", fields->ticket_number);
    request_body_add_member(body, "reference_number", fields->reference_number);
    request_body_add_member(body, "short_description", fields->short_description);
    request_body_add_member(body, "description", fields->description);
    request_body_add_member(body, "comment", fields->comment);
    request_body_add_member(body, "ci", fields->ci);
    request_body_add_member(body, "service", fields->service);
}

static char *
incident_ticket_path(const char *ticket_number)
{
    g_autofree char *escaped = g_uri_escape_string(ticket_number, NULL, FALSE);
    return g_strconcat("/GetIncident/", escaped, NULL);
}

/* The number may be one of an instance with other numbers ([ticket] number_pattern). */
static gboolean
incident_is_number(const char *text)
{
    gsize length = strlen(text);
    for (const char *p = text; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && *p != '-' && *p != '_')
            return FALSE;
    return length >= 1 && length <= MAX_NUMBER_CHARS;
}

static void
incident_read(Ticket *ticket, JsonObject *object)
{
    static const char *const services[] = {"service", "customer_service", "service_component"};
    ticket->ticket_number = json_response_text(object, "ticket_number");
    ticket->reference_number = json_response_text(object, "reference_number");
    ticket->short_description = json_response_text(object, "short_description");
    ticket->state = json_response_text(object, "state");
    ticket->ci = json_response_text(object, "ci");
    ticket->pending_reason = json_response_text(object, "pending_reason");
    ticket->required_information = json_response_text(object, "required_information");
    ticket->reason_user_required = json_response_text(object, "reason_user_required");
    ticket->close_code = json_response_text(object, "close_code");
    ticket->solution = json_response_text(object, "solution");
    for (guint i = 0; ticket->service == NULL && i < G_N_ELEMENTS(services); i++)
        ticket->service = json_response_text(object, services[i]);
}

const TicketDialect incident_dialect = {
    .name = "the incident API",
    .number_pattern = NUMBER_PATTERN,
    .number_example = "INC0012345",
    .number_unknown = "INC...",
    .is_number = incident_is_number,
    .short_number = "INC",
    .short_number_digits = 7,
    .open_states = "new|in-progress|on-hold|resolved",
    .attachments_per_request = REQUEST_BYTES,
    .endpoints = {[TICKET_OPERATION_CREATE] = {"POST", "/NewIncident"},
                  [TICKET_OPERATION_COMMENT] = {"PATCH", "/UpdateIncident"},
                  [TICKET_OPERATION_CLOSE] = {"PATCH", "/UpdateIncident"},
                  [TICKET_OPERATION_REOPEN] = {"PATCH", "/UpdateIncident"}},
    .list_path = "/GetActiveIncidents",
    .ticket_path = incident_ticket_path,
    .write = incident_write,
    .read = incident_read,
    .is_configuration_refusal = refusal_is_about_configuration,
};
