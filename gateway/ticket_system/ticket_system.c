/* ticket_system.c - see ticket_system.h. Turns responses into what has to be done; policy is
 * elsewhere.
 */
#include "gateway/ticket_system/ticket_system.h"

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/http.h"
#include "gateway/ticket_system/incident/refusal.h"
#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/redirect.h"
#include "gateway/ticket_system/token.h"

#define TICKET_SYSTEM_MAX_RESPONSE (1024 * 1024)
#define TICKET_SYSTEM_MAX_LIST (16 * 1024 * 1024)
#define TICKET_SYSTEM_MAX_REDIRECTS 3

struct TicketSystem {
    const Config *config;
    Http *http;
    Token *token;
    gint64 retry_after_s;
    TicketSystemGate gate;
    gpointer gate_data;
    gboolean has_new_token;
    gboolean has_passed; /* a 2xx came */
    gboolean has_failed_at_body;
    char *reason; /* of the last refusal, or NULL */
};

/* What one operation sends, and what a 404 means for it. */
typedef struct {
    const char *method;
    const char *path;
    RequestBody *body;
    gsize max_response_bytes;
    gboolean is_once;         /* not repeated after a 401 */
    gboolean is_about_ticket; /* 404: no such ticket; else a configuration error */
} Operation;

void
ticket_free(Ticket *ticket)
{
    if (ticket == NULL)
        return;
    g_free(ticket->ticket_number);
    g_free(ticket->reference_number);
    g_free(ticket->short_description);
    g_free(ticket->state);
    g_free(ticket->ci);
    g_free(ticket->service);
    g_clear_pointer(&ticket->fields, g_ptr_array_unref);
    g_free(ticket);
}

TicketSystem *
ticket_system_new(const Config *config, gint64 deadline_us)
{
    TicketSystem *system = g_new0(TicketSystem, 1);
    system->config = config;
    system->http = http_new(config, deadline_us);
    system->token = token_new(config, system->http);
    system->retry_after_s = -1;
    return system;
}

void
ticket_system_free(TicketSystem *system)
{
    if (system == NULL)
        return;
    token_free(system->token);
    http_free(system->http);
    g_free(system->reason);
    g_free(system);
}

void
ticket_system_set_gate(TicketSystem *system, TicketSystemGate enter, gpointer data)
{
    system->gate = enter;
    system->gate_data = data;
}

void
ticket_system_set_deadline(TicketSystem *system, gint64 deadline_us)
{
    http_set_deadline(system->http, deadline_us);
}

gint64
ticket_system_retry_after_s(const TicketSystem *system)
{
    return system->retry_after_s;
}

gboolean
ticket_system_has_new_token(const TicketSystem *system)
{
    return system->has_new_token;
}

gboolean
ticket_system_has_passed(const TicketSystem *system)
{
    return system->has_passed;
}

void
ticket_system_forget(TicketSystem *system)
{
    system->has_passed = FALSE;
}

gboolean
ticket_system_failed_at_body(const TicketSystem *system)
{
    return system->has_failed_at_body;
}

const char *
ticket_system_reason(const TicketSystem *system)
{
    return system->reason;
}

static HttpResponse *
ticket_system_send_once(TicketSystem *system, const Operation *operation, const char *url,
                        const char *bearer, GError **error)
{
    HttpRequest request = {.method = operation->method,
                           .url = url,
                           .bearer = bearer,
                           .body = operation->body,
                           .max_response_bytes = operation->max_response_bytes};
    HttpResponse *response = http_send(system->http, &request, error);
    if (response != NULL)
        system->retry_after_s = response->retry_after_s;
    return response;
}

/* With a token; where that one died early, once more with a new one. */
static HttpResponse *
ticket_system_send_authorised(TicketSystem *system, const Operation *operation, const char *url,
                              GError **error)
{
    const char *bearer = token_get(system->token, error);
    if (bearer == NULL) {
        system->retry_after_s = token_retry_after_s(system->token);
        return NULL;
    }
    HttpResponse *response = ticket_system_send_once(system, operation, url, bearer, error);
    if (response == NULL || response->status != 401)
        return response;
    bearer = token_renew(system->token, error);
    if (bearer != NULL && operation->is_once) {
        system->has_new_token = TRUE;
        return response;
    }
    http_response_free(response);
    if (bearer != NULL)
        return ticket_system_send_once(system, operation, url, bearer, error);
    system->retry_after_s = token_retry_after_s(system->token);
    return NULL;
}

/* A GET may be led on, on the same host; nothing else is ever sent again. */
static HttpResponse *
ticket_system_exchange(TicketSystem *system, const Operation *operation, GError **error)
{
    g_autofree char *url = g_strconcat(system->config->base_url, operation->path, NULL);
    HttpResponse *response = ticket_system_send_authorised(system, operation, url, error);
    for (guint i = 0; i < TICKET_SYSTEM_MAX_REDIRECTS && response != NULL; i++) {
        if (response->status / 100 != 3 || operation->body != NULL || response->location == NULL ||
            !redirect_is_allowed(url, response->location))
            return response;
        g_free(url);
        url = g_steal_pointer(&response->location);
        http_response_free(response);
        response = ticket_system_send_authorised(system, operation, url, error);
    }
    return response;
}

static DeliveryError
ticket_system_error_code(const Operation *operation, const HttpResponse *response)
{
    gboolean has_content = operation->body != NULL;
    switch (response->status) {
    case 400:
        return has_content ? DELIVERY_ERROR_API_REFUSED : DELIVERY_ERROR_API_DENIED;
    case 401:
        return DELIVERY_ERROR_API_UNAUTHORISED;
    case 413:
    case 414:
    case 415:
    case 422:
        return has_content ? DELIVERY_ERROR_API_CONTENT : DELIVERY_ERROR_API_DENIED;
    case 404:
        return operation->is_about_ticket ? DELIVERY_ERROR_API_NOT_FOUND
                                          : DELIVERY_ERROR_CONFIGURATION;
    case 405:
        return DELIVERY_ERROR_CONFIGURATION;
    case 412:
        return has_content ? DELIVERY_ERROR_API_STATE : DELIVERY_ERROR_API_DENIED;
    case 429:
        return DELIVERY_ERROR_API_BUSY;
    case 503:
        return response->retry_after_s >= 0 ? DELIVERY_ERROR_API_BUSY : DELIVERY_ERROR_API_DOUBT;
    case 403:
        return DELIVERY_ERROR_API_DENIED;
    default:
        return response->status / 100 == 4 && !has_content ? DELIVERY_ERROR_API_DENIED
                                                           : DELIVERY_ERROR_API_DOUBT;
    }
}

static void
ticket_system_set_error(TicketSystem *system, const Operation *operation,
                        const HttpResponse *response, GError **error)
{
    const char *reason = system->reason =
        json_response_reason(response->body->str, response->body->len);
    g_autofree char *id = json_response_transaction_id(response->body->str, response->body->len);
    DeliveryError code = ticket_system_error_code(operation, response);
    if (code == DELIVERY_ERROR_API_REFUSED && refusal_is_about_configuration(reason))
        code = DELIVERY_ERROR_CONFIGURATION; /* no mail is at fault for our ci or service */
    g_set_error(error, DELIVERY_ERROR, (int)code,
                "the incident API answered %s %s with %ld%s%s%s%s%s", operation->method,
                operation->path, response->status, reason != NULL ? ": " : "",
                reason != NULL ? reason : "", id != NULL ? " (transaction " : "",
                id != NULL ? id : "", id != NULL ? ")" : "");
}

/* A response about another ticket leaves what became of ours in doubt; one that names none does
 * not. FALSE with an error. */
static gboolean
ticket_system_check_subject(const char *name, const char *asked, const char *answered,
                            GError **error)
{
    if (asked == NULL || answered == NULL || *answered == '\0' ||
        g_ascii_strcasecmp(asked, answered) == 0)
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                "the incident API was asked about %s %s and answered about %s", name, asked,
                answered);
    return FALSE;
}

/* The same of a request with a body, whose response is in `root`. */
static gboolean
ticket_system_is_about(const RequestBody *body, JsonNode *root, GError **error)
{
    JsonObject *object = json_response_object(root);
    g_autofree char *number = object != NULL ? json_response_text(object, "ticket_number") : NULL;
    g_autofree char *reference =
        object != NULL ? json_response_text(object, "reference_number") : NULL;
    if (request_body_ticket_number(body) != NULL)
        return ticket_system_check_subject("ticket", request_body_ticket_number(body), number,
                                           error);
    return ticket_system_check_subject("reference", request_body_reference_number(body), reference,
                                       error);
}

/* The response is a success by its status, and an error report by what it says. */
static void
ticket_system_set_report(const Operation *operation, const HttpResponse *response, GError **error)
{
    g_autofree char *reason = json_response_reason(response->body->str, response->body->len);
    g_autofree char *id = json_response_transaction_id(response->body->str, response->body->len);
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                "the incident API answered %s %s with an error report: %s%s%s%s", operation->method,
                operation->path, reason != NULL ? reason : "no reason given",
                id != NULL ? " (transaction " : "", id != NULL ? id : "", id != NULL ? ")" : "");
}

/* Sends, and returns the document of a successful response. An empty one, which some servers give
 * with 202 or 204, is an empty object. */
static JsonNode *
ticket_system_run(TicketSystem *system, const Operation *operation, GError **error)
{
    /* The gate may ask the API itself. */
    if (system->gate != NULL && !system->gate(system->gate_data, error))
        return NULL;
    system->retry_after_s = -1;
    system->has_new_token = FALSE;
    system->has_failed_at_body = FALSE;
    g_clear_pointer(&system->reason, g_free);
    g_autoptr(HttpResponse) response = ticket_system_exchange(system, operation, error);
    if (response == NULL)
        return NULL;
    if (response->status / 100 != 2) {
        system->has_failed_at_body = response->status / 100 == 5 && operation->body != NULL;
        ticket_system_set_error(system, operation, response, error);
        return NULL;
    }
    system->has_passed = TRUE;
    if (!response->is_complete) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                    "the response of the incident API to %s %s broke off", operation->method,
                    operation->path);
        return NULL;
    }
    if (response->is_empty)
        return json_node_init_object(json_node_alloc(), json_object_new());
    JsonNode *root = json_response_parse(response->body->str, response->body->len, error);
    if (root != NULL && json_response_is_error(root)) {
        g_clear_pointer(&root, json_node_unref);
        ticket_system_set_report(operation, response, error);
    }
    return root;
}

static Ticket *
ticket_system_read(JsonObject *object)
{
    Ticket *ticket = g_new0(Ticket, 1);
    if (object == NULL)
        return ticket;
    ticket->ticket_number = json_response_text(object, "ticket_number");
    ticket->reference_number = json_response_text(object, "reference_number");
    ticket->short_description = json_response_text(object, "short_description");
    ticket->state = json_response_text(object, "state");
    ticket->ci = json_response_text(object, "ci");
    static const char *const services[] = {"service", "customer_service", "service_component"};
    for (guint i = 0; ticket->service == NULL && i < G_N_ELEMENTS(services); i++)
        ticket->service = json_response_text(object, services[i]);
    return ticket;
}

Ticket *
ticket_system_create(TicketSystem *system, RequestBody *body, GError **error)
{
    const Operation operation = {.method = "POST",
                                 .path = "/NewIncident",
                                 .is_once = TRUE,
                                 .body = body,
                                 .max_response_bytes = TICKET_SYSTEM_MAX_RESPONSE};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, error);
    if (root == NULL || !ticket_system_is_about(body, root, error))
        return NULL;
    return ticket_system_read(json_response_object(root));
}

static gboolean
ticket_system_run_update(TicketSystem *system, RequestBody *body, gboolean is_once, GError **error)
{
    const Operation operation = {.method = "PATCH",
                                 .path = "/UpdateIncident",
                                 .body = body,
                                 .max_response_bytes = TICKET_SYSTEM_MAX_RESPONSE,
                                 .is_once = is_once,
                                 .is_about_ticket = TRUE};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, error);
    return root != NULL && ticket_system_is_about(body, root, error);
}

gboolean
ticket_system_update(TicketSystem *system, RequestBody *body, GError **error)
{
    return ticket_system_run_update(system, body, FALSE, error);
}

gboolean
ticket_system_update_once(TicketSystem *system, RequestBody *body, GError **error)
{
    return ticket_system_run_update(system, body, TRUE, error);
}

static void
ticket_system_add_fields(Ticket *ticket, JsonObject *object)
{
    ticket->fields = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GList) names = json_object_get_members(object);
    for (const GList *name = names; name != NULL; name = name->next) {
        g_ptr_array_add(ticket->fields, g_strdup(name->data));
        g_ptr_array_add(ticket->fields,
                        json_response_show(json_object_get_member(object, name->data)));
    }
}

Ticket *
ticket_system_get(TicketSystem *system, const char *ticket_number, GError **error)
{
    g_autofree char *escaped = g_uri_escape_string(ticket_number, NULL, FALSE);
    g_autofree char *path = g_strconcat("/GetIncident/", escaped, NULL);
    const Operation operation = {.method = "GET",
                                 .path = path,
                                 .max_response_bytes = TICKET_SYSTEM_MAX_RESPONSE,
                                 .is_about_ticket = TRUE};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, error);
    if (root == NULL)
        return NULL;
    JsonObject *object = json_response_object(root);
    g_autoptr(Ticket) ticket = ticket_system_read(object);
    /* Some servers say "nothing found" with 200 and an empty result. */
    if (ticket->ticket_number == NULL || *ticket->ticket_number == '\0') {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND, "there is no ticket %s",
                    ticket_number);
        return NULL;
    }
    if (!ticket_system_check_subject("ticket", ticket_number, ticket->ticket_number, error))
        return NULL;
    ticket_system_add_fields(ticket, object);
    return g_steal_pointer(&ticket);
}

GPtrArray *
ticket_system_list(TicketSystem *system, GError **error)
{
    const Operation operation = {.method = "GET",
                                 .path = "/GetActiveIncidents",
                                 .max_response_bytes = TICKET_SYSTEM_MAX_LIST};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, error);
    if (root == NULL)
        return NULL;
    JsonArray *list = json_response_list(root);
    GPtrArray *tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
    for (guint i = 0; list != NULL && i < json_array_get_length(list); i++) {
        JsonNode *element = json_array_get_element(list, i);
        if (JSON_NODE_HOLDS_OBJECT(element))
            g_ptr_array_add(tickets, ticket_system_read(json_node_get_object(element)));
    }
    return tickets;
}

gboolean
ticket_system_fetch_token(TicketSystem *system, GError **error)
{
    return token_fetch(system->token, error) != NULL;
}
