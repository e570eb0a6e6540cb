/* ticket_system.c - see ticket_system.h. Interprets the responses; gateway/policy/ decides. */
#include "gateway/ticket_system/ticket_system.h"

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/http.h"
#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/redirect.h"
#include "gateway/ticket_system/sunset.h"
#include "gateway/ticket_system/ticket_system_internal.h"
#include "gateway/ticket_system/token.h"

#define TICKET_SYSTEM_MAX_REDIRECTS 3
#define NEW_TOKEN_S 60
#define TICKET_SYSTEM_BEGINNING_BYTES 8192

struct TicketSystem {
    const Config *config;
    const TicketDialect *dialect;
    Http *http;
    Token *token;
    gint64 retry_after_s;
    ApiQuota quota;  /* of the last response that told one, */
    gint64 quota_us; /* and when that was (g_get_monotonic_time()) */
    TicketSystemGate gate;
    gpointer gate_data;
    gboolean has_new_token;
    gint64 renewed_us; /* when the token was renewed after a 401 (g_get_monotonic_time()); 0: it was
                        * not, or a request has passed since */
    gboolean has_passed; /* there was a 2xx response */
    gboolean has_failed_at_body;
    char *reason; /* of the last refusal, or NULL */
};

TicketSystem *
ticket_system_new(const Config *config, gint64 deadline_us)
{
    TicketSystem *system = g_new0(TicketSystem, 1);
    system->config = config;
    system->dialect = ticket_dialect_of(config);
    system->http = http_new(config, deadline_us);
    system->token = token_new(config, system->http);
    system->retry_after_s = -1;
    system->quota = API_QUOTA_UNKNOWN;
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

const TicketDialect *
ticket_system_dialect(const TicketSystem *system)
{
    return system->dialect;
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

void
ticket_system_set_heartbeat(TicketSystem *system, const Heartbeat *heartbeat)
{
    http_set_heartbeat(system->http, heartbeat);
}

gint64
ticket_system_deadline_us(const TicketSystem *system)
{
    return http_deadline_us(system->http);
}

gint64
ticket_system_retry_after_s(const TicketSystem *system)
{
    return system->retry_after_s;
}

guint
ticket_system_rest_ms(const TicketSystem *system, guint n_workers)
{
    return api_quota_rest_ms(&system->quota, (g_get_monotonic_time() - system->quota_us) / 1000,
                             n_workers);
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
send_once(TicketSystem *system, const TicketSystemOperation *operation, const char *url,
          const char *bearer, GError **error)
{
    HttpRequest request = {.method = operation->method,
                           .url = url,
                           .bearer = bearer,
                           .body = operation->body,
                           .max_response_bytes = operation->max_response_bytes};
    HttpResponse *response = http_send(system->http, &request, error);
    if (response == NULL)
        return NULL;
    system->retry_after_s = response->retry_after_s;
    if (response->quota.limit >= 0) {
        system->quota = response->quota;
        system->quota_us = g_get_monotonic_time();
    }
    if (response->sunset != NULL)
        (void)sunset_note(system->config, response->sunset);
    if (response->status != 401)
        system->renewed_us = 0;
    return response;
}

/* Whether the token is new because another was refused: then one more would be refused, too. */
static gboolean
is_token_new(const TicketSystem *system)
{
    return system->renewed_us != 0 &&
           g_get_monotonic_time() - system->renewed_us < NEW_TOKEN_S * G_USEC_PER_SEC;
}

/* Sends with a token; if the token expired early, once more with a new one. */
static HttpResponse *
send_authorised(TicketSystem *system, const TicketSystemOperation *operation, const char *url,
                GError **error)
{
    const char *bearer = token_get(system->token, error);
    if (bearer == NULL) {
        system->retry_after_s = token_retry_after_s(system->token);
        return NULL;
    }
    HttpResponse *response = send_once(system, operation, url, bearer, error);
    if (response == NULL || response->status != 401 || is_token_new(system))
        return response;
    bearer = token_renew(system->token, error);
    system->renewed_us = bearer != NULL ? g_get_monotonic_time() : 0;
    if (bearer != NULL && operation->is_once) {
        system->has_new_token = TRUE;
        return response;
    }
    http_response_free(response);
    if (bearer != NULL)
        return send_once(system, operation, url, bearer, error);
    system->retry_after_s = token_retry_after_s(system->token);
    return NULL;
}

/* A GET may follow redirects on the same host; other requests are never sent again. */
static HttpResponse *
exchange(TicketSystem *system, const TicketSystemOperation *operation, GError **error)
{
    g_autofree char *url = g_strconcat(system->config->base_url, operation->path, NULL);
    HttpResponse *response = send_authorised(system, operation, url, error);
    for (guint i = 0; i < TICKET_SYSTEM_MAX_REDIRECTS && response != NULL; i++) {
        if (response->status / 100 != 3 || operation->body != NULL || response->location == NULL ||
            !redirect_is_allowed(url, response->location))
            return response;
        g_free(url);
        url = g_steal_pointer(&response->location);
        http_response_free(response);
        response = send_authorised(system, operation, url, error);
    }
    return response;
}

static DeliveryError
error_code(const TicketSystemOperation *operation, const HttpResponse *response)
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
set_error(TicketSystem *system, const TicketSystemOperation *operation,
          const HttpResponse *response, GError **error)
{
    const char *reason = system->reason =
        json_response_reason(response->body->str, response->body->len);
    g_autofree char *id = json_response_transaction_id(response->body->str, response->body->len);
    DeliveryError code = error_code(operation, response);
    if (code == DELIVERY_ERROR_API_REFUSED && system->dialect->is_configuration_refusal(reason))
        code = DELIVERY_ERROR_CONFIGURATION; /* our ci or service is never the fault of a mail */
    const char *advice = response->status == 401 && is_token_new(system) && !system->has_new_token
                             ? "; the token was just issued, so ask the provider whether [api] "
                               "client_id may use this API"
                             : "";
    g_set_error(error, DELIVERY_ERROR, (int)code, "%s answered %s %s with %ld%s%s%s%s%s%s",
                system->dialect->name, operation->method, operation->path, response->status,
                reason != NULL ? ": " : "", reason != NULL ? reason : "",
                id != NULL ? " (transaction " : "", id != NULL ? id : "", id != NULL ? ")" : "",
                advice);
}

/* The ticket of the request, and that of the response. */
typedef struct {
    const char *what;
    const char *asked;
    const char *told;
} Subject;

/* If the response is about another ticket, the result for ours is in doubt; not if it names no
 * ticket. FALSE with an error. */
static gboolean
check_subject(const TicketSystem *system, const Subject *subject, GError **error)
{
    if (subject->asked == NULL || subject->told == NULL || *subject->told == '\0' ||
        g_ascii_strcasecmp(subject->asked, subject->told) == 0)
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                "%s was asked about %s %s and answered about %s", system->dialect->name,
                subject->what, subject->asked, subject->told);
    return FALSE;
}

/* Reads an element of a list, or a whole response; NULL: an empty ticket. (transfer full) */
static Ticket *
ticket_new(const TicketSystem *system, JsonObject *object)
{
    Ticket *ticket = g_new0(Ticket, 1);
    if (object != NULL)
        system->dialect->read(ticket, object);
    return ticket;
}

/* What the response says about the ticket of `request`. (transfer full) */
static Ticket *
read_response(const TicketSystem *system, const TicketRequest *request, JsonNode *root,
              GError **error)
{
    g_autoptr(Ticket) ticket = ticket_new(system, json_response_object(root));
    Subject subject = {"ticket", request->ticket_number, ticket->ticket_number};
    if (request->ticket_number == NULL)
        subject = (Subject){"reference", request->reference_number, ticket->reference_number};
    return check_subject(system, &subject, error) ? g_steal_pointer(&ticket) : NULL;
}

/* The status says success, but the content is an error report. */
static void
set_report(const TicketSystem *system, const TicketSystemOperation *operation,
           const HttpResponse *response, GError **error)
{
    g_autofree char *reason = json_response_reason(response->body->str, response->body->len);
    g_autofree char *id = json_response_transaction_id(response->body->str, response->body->len);
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                "%s answered %s %s with an error report: %s%s%s%s", system->dialect->name,
                operation->method, operation->path, reason != NULL ? reason : "no reason given",
                id != NULL ? " (transaction " : "", id != NULL ? id : "", id != NULL ? ")" : "");
}

JsonNode *
ticket_system_run(TicketSystem *system, const TicketSystemOperation *operation, GError **error)
{
    /* The gate may ask the API itself. */
    if (system->gate != NULL && !system->gate(system->gate_data, error))
        return NULL;
    system->retry_after_s = -1;
    system->has_new_token = FALSE;
    system->has_failed_at_body = FALSE;
    g_clear_pointer(&system->reason, g_free);
    g_autoptr(HttpResponse) response = exchange(system, operation, error);
    if (response == NULL)
        return NULL;
    if (response->status / 100 != 2) {
        system->has_failed_at_body = response->status / 100 == 5 && operation->body != NULL;
        set_error(system, operation, response, error);
        return NULL;
    }
    system->has_passed = TRUE;
    if (response->is_too_large && operation->ret_beginning != NULL)
        *operation->ret_beginning = g_strndup(
            response->body->str, MIN(response->body->len, (gsize)TICKET_SYSTEM_BEGINNING_BYTES));
    if (!response->is_complete) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                    "the response of %s to %s %s broke off: %s", system->dialect->name,
                    operation->method, operation->path, response->problem);
        return NULL;
    }
    if (response->is_empty)
        return json_node_init_object(json_node_alloc(), json_object_new());
    JsonNode *root = json_response_parse(response->body->str, response->body->len, error);
    if (root != NULL && json_response_is_error(root)) {
        g_clear_pointer(&root, json_node_unref);
        set_report(system, operation, response, error);
    }
    return root;
}

Ticket *
ticket_system_create(TicketSystem *system, const TicketRequest *request, GError **error)
{
    const TicketSystemOperation operation = {.method = request->endpoint->method,
                                             .path = request->endpoint->path,
                                             .is_once = TRUE,
                                             .body = request->body,
                                             .max_response_bytes = TICKET_SYSTEM_MAX_RESPONSE};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, error);
    return root != NULL ? read_response(system, request, root, error) : NULL;
}

static gboolean
run_update(TicketSystem *system, const TicketRequest *request, gboolean is_once, GError **error)
{
    const TicketSystemOperation operation = {.method = request->endpoint->method,
                                             .path = request->endpoint->path,
                                             .body = request->body,
                                             .max_response_bytes = TICKET_SYSTEM_MAX_RESPONSE,
                                             .is_once = is_once,
                                             .is_about_ticket = TRUE};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, error);
    if (root == NULL)
        return FALSE;
    g_autoptr(Ticket) ticket = read_response(system, request, root, error);
    return ticket != NULL;
}

gboolean
ticket_system_update(TicketSystem *system, const TicketRequest *request, GError **error)
{
    return run_update(system, request, FALSE, error);
}

gboolean
ticket_system_update_once(TicketSystem *system, const TicketRequest *request, GError **error)
{
    return run_update(system, request, TRUE, error);
}

Ticket *
ticket_system_get(TicketSystem *system, const char *ticket_number, GError **error)
{
    g_autofree char *path = system->dialect->ticket_path(ticket_number);
    const TicketSystemOperation operation = {.method = "GET",
                                             .path = path,
                                             .max_response_bytes = TICKET_SYSTEM_MAX_RESPONSE,
                                             .is_about_ticket = TRUE};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, error);
    if (root == NULL)
        return NULL;
    JsonObject *object = json_response_object(root);
    g_autoptr(Ticket) ticket = ticket_new(system, object);
    /* Some servers say "nothing found" with 200 and an empty result. */
    if (ticket->ticket_number == NULL || *ticket->ticket_number == '\0') {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND, "there is no ticket %s",
                    ticket_number);
        return NULL;
    }
    const Subject subject = {"ticket", ticket_number, ticket->ticket_number};
    if (!check_subject(system, &subject, error))
        return NULL;
    ticket->members = json_object_ref(object);
    return g_steal_pointer(&ticket);
}

GPtrArray *
ticket_system_list(TicketSystem *system, GError **error)
{
    const TicketSystemOperation operation = {.method = "GET",
                                             .path = system->dialect->list_path,
                                             .max_response_bytes = TICKET_SYSTEM_MAX_LIST};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, error);
    if (root == NULL)
        return NULL;
    JsonArray *list = json_response_list(root);
    GPtrArray *tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
    for (guint i = 0; list != NULL && i < json_array_get_length(list); i++) {
        JsonNode *element = json_array_get_element(list, i);
        if (JSON_NODE_HOLDS_OBJECT(element))
            g_ptr_array_add(tickets, ticket_new(system, json_node_get_object(element)));
    }
    return tickets;
}

static gboolean
has_reference(const Ticket *ticket)
{
    return ticket->reference_number != NULL && *ticket->reference_number != '\0';
}

Ticket *
ticket_system_find_reference(TicketSystem *system, const char *reference_number,
                             GPtrArray **ret_unknown, GError **error)
{
    g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
    g_autoptr(GPtrArray) tickets = ticket_system_list(system, error);
    for (guint i = 0; tickets != NULL && i < tickets->len; i++) {
        const Ticket *ticket = g_ptr_array_index(tickets, i);
        if (ticket->ticket_number == NULL || *ticket->ticket_number == '\0')
            continue;
        if (g_strcmp0(ticket->reference_number, reference_number) == 0)
            return g_ptr_array_steal_index(tickets, i);
        if (system->dialect->may_hide_reference && !has_reference(ticket))
            g_ptr_array_add(unknown, g_ptr_array_steal_index(tickets, i--));
    }
    if (tickets != NULL)
        *ret_unknown = g_steal_pointer(&unknown);
    return NULL;
}

gboolean
ticket_system_fetch_token(TicketSystem *system, GError **error)
{
    return token_fetch(system->token, error) != NULL;
}
