/* incident_api.c - see incident_api.h. Turns responses into what has to be done; policy is
 * elsewhere.
 */
#include "gateway/ticket_system/incident/incident_api.h"

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/http.h"
#include "gateway/ticket_system/incident/refusal.h"
#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/redirect.h"
#include "gateway/ticket_system/token.h"

#define INCIDENT_API_MAX_RESPONSE (1024 * 1024)
#define INCIDENT_API_MAX_LIST (16 * 1024 * 1024)
#define INCIDENT_API_MAX_REDIRECTS 3

struct IncidentApi {
    const Config *config;
    Http *http;
    Token *token;
    gint64 retry_after_s;
    IncidentApiGate gate;
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
incident_free(Incident *incident)
{
    if (incident == NULL)
        return;
    g_free(incident->ticket_number);
    g_free(incident->reference_number);
    g_free(incident->short_description);
    g_free(incident->state);
    g_free(incident->ci);
    g_free(incident->service);
    g_clear_pointer(&incident->fields, g_ptr_array_unref);
    g_free(incident);
}

IncidentApi *
incident_api_new(const Config *config, gint64 deadline_us)
{
    IncidentApi *api = g_new0(IncidentApi, 1);
    api->config = config;
    api->http = http_new(config, deadline_us);
    api->token = token_new(config, api->http);
    api->retry_after_s = -1;
    return api;
}

void
incident_api_free(IncidentApi *api)
{
    if (api == NULL)
        return;
    token_free(api->token);
    http_free(api->http);
    g_free(api->reason);
    g_free(api);
}

void
incident_api_set_gate(IncidentApi *api, IncidentApiGate enter, gpointer data)
{
    api->gate = enter;
    api->gate_data = data;
}

void
incident_api_set_deadline(IncidentApi *api, gint64 deadline_us)
{
    http_set_deadline(api->http, deadline_us);
}

gint64
incident_api_retry_after_s(const IncidentApi *api)
{
    return api->retry_after_s;
}

gboolean
incident_api_has_new_token(const IncidentApi *api)
{
    return api->has_new_token;
}

gboolean
incident_api_has_passed(const IncidentApi *api)
{
    return api->has_passed;
}

void
incident_api_forget(IncidentApi *api)
{
    api->has_passed = FALSE;
}

gboolean
incident_api_failed_at_body(const IncidentApi *api)
{
    return api->has_failed_at_body;
}

const char *
incident_api_reason(const IncidentApi *api)
{
    return api->reason;
}

static HttpResponse *
incident_api_send_once(IncidentApi *api, const Operation *operation, const char *url,
                       const char *bearer, GError **error)
{
    HttpRequest request = {.method = operation->method,
                           .url = url,
                           .bearer = bearer,
                           .body = operation->body,
                           .max_response_bytes = operation->max_response_bytes};
    HttpResponse *response = http_send(api->http, &request, error);
    if (response != NULL)
        api->retry_after_s = response->retry_after_s;
    return response;
}

/* With a token; where that one died early, once more with a new one. */
static HttpResponse *
incident_api_send_authorised(IncidentApi *api, const Operation *operation, const char *url,
                             GError **error)
{
    const char *bearer = token_get(api->token, error);
    if (bearer == NULL) {
        api->retry_after_s = token_retry_after_s(api->token);
        return NULL;
    }
    HttpResponse *response = incident_api_send_once(api, operation, url, bearer, error);
    if (response == NULL || response->status != 401)
        return response;
    bearer = token_renew(api->token, error);
    if (bearer != NULL && operation->is_once) {
        api->has_new_token = TRUE;
        return response;
    }
    http_response_free(response);
    if (bearer != NULL)
        return incident_api_send_once(api, operation, url, bearer, error);
    api->retry_after_s = token_retry_after_s(api->token);
    return NULL;
}

/* A GET may be led on, on the same host; nothing else is ever sent again. */
static HttpResponse *
incident_api_exchange(IncidentApi *api, const Operation *operation, GError **error)
{
    g_autofree char *url = g_strconcat(api->config->base_url, operation->path, NULL);
    HttpResponse *response = incident_api_send_authorised(api, operation, url, error);
    for (guint i = 0; i < INCIDENT_API_MAX_REDIRECTS && response != NULL; i++) {
        if (response->status / 100 != 3 || operation->body != NULL || response->location == NULL ||
            !redirect_is_allowed(url, response->location))
            return response;
        g_free(url);
        url = g_steal_pointer(&response->location);
        http_response_free(response);
        response = incident_api_send_authorised(api, operation, url, error);
    }
    return response;
}

static DeliveryError
incident_api_error_code(const Operation *operation, const HttpResponse *response)
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
incident_api_set_error(IncidentApi *api, const Operation *operation, const HttpResponse *response,
                       GError **error)
{
    const char *reason = api->reason =
        json_response_reason(response->body->str, response->body->len);
    g_autofree char *id = json_response_transaction_id(response->body->str, response->body->len);
    DeliveryError code = incident_api_error_code(operation, response);
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
incident_api_check_subject(const char *name, const char *asked, const char *answered,
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
incident_api_is_about(const RequestBody *body, JsonNode *root, GError **error)
{
    JsonObject *object = json_response_object(root);
    g_autofree char *number = object != NULL ? json_response_text(object, "ticket_number") : NULL;
    g_autofree char *reference =
        object != NULL ? json_response_text(object, "reference_number") : NULL;
    if (request_body_ticket_number(body) != NULL)
        return incident_api_check_subject("ticket", request_body_ticket_number(body), number,
                                          error);
    return incident_api_check_subject("reference", request_body_reference_number(body), reference,
                                      error);
}

/* The response is a success by its status, and an error report by what it says. */
static void
incident_api_set_report(const Operation *operation, const HttpResponse *response, GError **error)
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
incident_api_run(IncidentApi *api, const Operation *operation, GError **error)
{
    /* The gate may ask the API itself. */
    if (api->gate != NULL && !api->gate(api->gate_data, error))
        return NULL;
    api->retry_after_s = -1;
    api->has_new_token = FALSE;
    api->has_failed_at_body = FALSE;
    g_clear_pointer(&api->reason, g_free);
    g_autoptr(HttpResponse) response = incident_api_exchange(api, operation, error);
    if (response == NULL)
        return NULL;
    if (response->status / 100 != 2) {
        api->has_failed_at_body = response->status / 100 == 5 && operation->body != NULL;
        incident_api_set_error(api, operation, response, error);
        return NULL;
    }
    api->has_passed = TRUE;
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
        incident_api_set_report(operation, response, error);
    }
    return root;
}

static Incident *
incident_api_read(JsonObject *object)
{
    Incident *incident = g_new0(Incident, 1);
    if (object == NULL)
        return incident;
    incident->ticket_number = json_response_text(object, "ticket_number");
    incident->reference_number = json_response_text(object, "reference_number");
    incident->short_description = json_response_text(object, "short_description");
    incident->state = json_response_text(object, "state");
    incident->ci = json_response_text(object, "ci");
    static const char *const services[] = {"service", "customer_service", "service_component"};
    for (guint i = 0; incident->service == NULL && i < G_N_ELEMENTS(services); i++)
        incident->service = json_response_text(object, services[i]);
    return incident;
}

Incident *
incident_api_create(IncidentApi *api, RequestBody *body, GError **error)
{
    const Operation operation = {.method = "POST",
                                 .path = "/NewIncident",
                                 .is_once = TRUE,
                                 .body = body,
                                 .max_response_bytes = INCIDENT_API_MAX_RESPONSE};
    g_autoptr(JsonNode) root = incident_api_run(api, &operation, error);
    if (root == NULL || !incident_api_is_about(body, root, error))
        return NULL;
    return incident_api_read(json_response_object(root));
}

static gboolean
incident_api_run_update(IncidentApi *api, RequestBody *body, gboolean is_once, GError **error)
{
    const Operation operation = {.method = "PATCH",
                                 .path = "/UpdateIncident",
                                 .body = body,
                                 .max_response_bytes = INCIDENT_API_MAX_RESPONSE,
                                 .is_once = is_once,
                                 .is_about_ticket = TRUE};
    g_autoptr(JsonNode) root = incident_api_run(api, &operation, error);
    return root != NULL && incident_api_is_about(body, root, error);
}

gboolean
incident_api_update(IncidentApi *api, RequestBody *body, GError **error)
{
    return incident_api_run_update(api, body, FALSE, error);
}

gboolean
incident_api_update_once(IncidentApi *api, RequestBody *body, GError **error)
{
    return incident_api_run_update(api, body, TRUE, error);
}

static void
incident_api_add_fields(Incident *incident, JsonObject *object)
{
    incident->fields = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GList) names = json_object_get_members(object);
    for (const GList *name = names; name != NULL; name = name->next) {
        g_ptr_array_add(incident->fields, g_strdup(name->data));
        g_ptr_array_add(incident->fields,
                        json_response_show(json_object_get_member(object, name->data)));
    }
}

Incident *
incident_api_get(IncidentApi *api, const char *ticket_number, GError **error)
{
    g_autofree char *escaped = g_uri_escape_string(ticket_number, NULL, FALSE);
    g_autofree char *path = g_strconcat("/GetIncident/", escaped, NULL);
    const Operation operation = {.method = "GET",
                                 .path = path,
                                 .max_response_bytes = INCIDENT_API_MAX_RESPONSE,
                                 .is_about_ticket = TRUE};
    g_autoptr(JsonNode) root = incident_api_run(api, &operation, error);
    if (root == NULL)
        return NULL;
    JsonObject *object = json_response_object(root);
    g_autoptr(Incident) incident = incident_api_read(object);
    /* Some servers say "nothing found" with 200 and an empty result. */
    if (incident->ticket_number == NULL || *incident->ticket_number == '\0') {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND, "there is no ticket %s",
                    ticket_number);
        return NULL;
    }
    if (!incident_api_check_subject("ticket", ticket_number, incident->ticket_number, error))
        return NULL;
    incident_api_add_fields(incident, object);
    return g_steal_pointer(&incident);
}

GPtrArray *
incident_api_list(IncidentApi *api, GError **error)
{
    const Operation operation = {.method = "GET",
                                 .path = "/GetActiveIncidents",
                                 .max_response_bytes = INCIDENT_API_MAX_LIST};
    g_autoptr(JsonNode) root = incident_api_run(api, &operation, error);
    if (root == NULL)
        return NULL;
    JsonArray *list = json_response_list(root);
    GPtrArray *incidents = g_ptr_array_new_with_free_func((GDestroyNotify)incident_free);
    for (guint i = 0; list != NULL && i < json_array_get_length(list); i++) {
        JsonNode *element = json_array_get_element(list, i);
        if (JSON_NODE_HOLDS_OBJECT(element))
            g_ptr_array_add(incidents, incident_api_read(json_node_get_object(element)));
    }
    return incidents;
}

gboolean
incident_api_fetch_token(IncidentApi *api, GError **error)
{
    return token_fetch(api->token, error) != NULL;
}
