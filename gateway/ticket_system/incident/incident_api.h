/* incident_api.h - the four operations of the ServiceNow-based Incident API, and nothing of policy.
 *
 * Errors are DELIVERY_ERROR_API_* (see delivery_error.h). API_DOWN says that the request certainly
 * did nothing; API_DOUBT that it may have worked, or that the response is about another ticket. A
 * 401 leads to one new token and one repeat, but where that is left to the caller
 * (incident_api_has_new_token).
 */
#pragma once

#include "config/config.h"
#include "gateway/ticket_system/request_body.h"

typedef struct IncidentApi IncidentApi;

/* A ticket as GET /GetIncident or GET /GetActiveIncidents tells it. All strings may be NULL. */
typedef struct {
    char *ticket_number;
    char *reference_number;
    char *short_description;
    char *state;
    char *ci;
    char *service;
    GPtrArray *fields; /* of char *: name, value, name, value: every member, for `show`; or NULL */
} Incident;

void incident_free(Incident *incident);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Incident, incident_free)

/* `deadline_us` is g_get_monotonic_time() at which every request ends; 0: none. Opens nothing yet;
 * reads the secret at the first request that needs a token. (transfer full) */
IncidentApi *incident_api_new(const Config *config, gint64 deadline_us);
void incident_api_free(IncidentApi *api);
/* Another deadline, for the next message of a client that is kept. */
void incident_api_set_deadline(IncidentApi *api, gint64 deadline_us);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IncidentApi, incident_api_free)

/* `enter(data)` is called before each operation; where it returns FALSE, nothing is sent and its
 * error is the operation's. NULL: none. `data` has to live as long. */
typedef gboolean (*IncidentApiGate)(gpointer data, GError **error);
void incident_api_set_gate(IncidentApi *api, IncidentApiGate enter, gpointer data);

/* Seconds that the last request's response asked us to wait (Retry-After, RFC 9110 10.2.3); -1: it
 * did not, or there was none. */
gint64 incident_api_retry_after_s(const IncidentApi *api);

/* Why the last request was refused, in the API's words: one line of printable UTF-8, at most 160
 * characters; NULL: it did not say. Stays valid until the next request. */
const char *incident_api_reason(const IncidentApi *api);

/* Whether any request was answered with 2xx since the beginning, or since the last
 * incident_api_forget(), which is called between two mails: then the API works. */
gboolean incident_api_has_passed(const IncidentApi *api);
void incident_api_forget(IncidentApi *api);

/* Whether the last request had a body and was answered with 5xx: it may be this body alone that the
 * API, or a proxy before it, cannot take. */
gboolean incident_api_failed_at_body(const IncidentApi *api);

/* Whether the last request was one that is not repeated by itself, was answered 401, and a new
 * token is at hand: the caller may see whether it was done all the same, and send it once more. */
gboolean incident_api_has_new_token(const IncidentApi *api);

/* POST /NewIncident, not repeated after a 401. The ticket number is NULL where the response (202)
 * does not hold one: look it up. Errors: all of API_*. (transfer full) */
Incident *incident_api_create(IncidentApi *api, RequestBody *body, GError **error);

/* PATCH /UpdateIncident. */
gboolean incident_api_update(IncidentApi *api, RequestBody *body, GError **error);
/* The same, not repeated after a 401. */
gboolean incident_api_update_once(IncidentApi *api, RequestBody *body, GError **error);

/* GET /GetIncident/NUMBER. DELIVERY_ERROR_API_NOT_FOUND: there is none. (transfer full) */
Incident *incident_api_get(IncidentApi *api, const char *ticket_number, GError **error);

/* GET /GetActiveIncidents. (transfer full) (element-type Incident) */
GPtrArray *incident_api_list(IncidentApi *api, GError **error);

/* Fetches a token, whatever is cached: what `ping` shows first. */
gboolean incident_api_fetch_token(IncidentApi *api, GError **error);
