/* ticket_system.h - the operations of a ticket system, independent of dialect and policy.
 *
 * Errors are DELIVERY_ERROR_API_* (see delivery_error.h). API_DOWN means that the request certainly
 * had no effect; API_DOUBT, that it may have worked, or that the response is about another ticket.
 * After a 401, a new token is fetched and the request is repeated once, unless that is left to the
 * caller (ticket_system_has_new_token). */
#pragma once

#include "config/config.h"
#include "gateway/heartbeat.h"
#include "gateway/ticket_system/ticket_request.h"

typedef struct TicketSystem TicketSystem;

/* `deadline_us` is the time (g_get_monotonic_time()) at which every request ends; 0: none. Opens
 * nothing yet; reads the secret at the first request that needs a token. (transfer full) */
TicketSystem *ticket_system_new(const Config *config, gint64 deadline_us);
void ticket_system_free(TicketSystem *system);
/* Sets another deadline, for the next message with the same client. */
void ticket_system_set_deadline(TicketSystem *system, gint64 deadline_us);
gint64 ticket_system_deadline_us(const TicketSystem *system);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketSystem, ticket_system_free)

/* `enter(data)` is called before each operation. If it returns FALSE, nothing is sent, and the
 * operation fails with its error. NULL: none. `data` must live as long. */
typedef gboolean (*TicketSystemGate)(gpointer data, GError **error);
void ticket_system_set_gate(TicketSystem *system, TicketSystemGate enter, gpointer data);

/* Is asked before each request and while it waits (http.h). NULL: none. It must live as long. */
void ticket_system_set_heartbeat(TicketSystem *system, const Heartbeat *heartbeat);

/* Seconds that the last response asked us to wait (Retry-After, RFC 9110 10.2.3); -1: it did not
 * ask, or there was no response. */
gint64 ticket_system_retry_after_s(const TicketSystem *system);

/* How long each of `n_workers` rests after a mail, so that the quota that the API tells lasts until
 * it begins again (api_quota.h). 0: it need not. */
guint ticket_system_rest_ms(const TicketSystem *system, guint n_workers);

/* Why the last request was refused, in the words of the API: one line of printable UTF-8, at most
 * 160 characters; NULL: no reason given. Valid until the next request. */
const char *ticket_system_reason(const TicketSystem *system);

/* Whether any request got a 2xx response since the beginning or the last ticket_system_forget(),
 * which is called between two mails: then the API works. */
gboolean ticket_system_has_passed(const TicketSystem *system);
void ticket_system_forget(TicketSystem *system);

/* Whether the last request had a body and got a 5xx response: perhaps the API, or a proxy before
 * it, only fails for this body. */
gboolean ticket_system_failed_at_body(const TicketSystem *system);

/* Whether the last request got a 401, is of a kind that is not repeated here, and a new token was
 * fetched. The caller may then check whether the request was carried out, and send it once more. */
gboolean ticket_system_has_new_token(const TicketSystem *system);

/* Creates a ticket; not repeated after a 401. Its number is NULL if the response (202) has none:
 * look it up. Errors: all of API_*. (transfer full) */
Ticket *ticket_system_create(TicketSystem *system, const TicketRequest *request, GError **error);

/* Comments on a ticket, closes it or reopens it. */
gboolean ticket_system_update(TicketSystem *system, const TicketRequest *request, GError **error);
/* The same, not repeated after a 401. */
gboolean ticket_system_update_once(TicketSystem *system, const TicketRequest *request,
                                   GError **error);

/* One ticket, with its fields. DELIVERY_ERROR_API_NOT_FOUND: it does not exist.
 * (transfer full) */
Ticket *ticket_system_get(TicketSystem *system, const char *ticket_number, GError **error);

/* The open tickets. (transfer full) (element-type Ticket) */
GPtrArray *ticket_system_list(TicketSystem *system, GError **error);

/* The open ticket with this reference number, if it has a ticket number; NULL without error: it was
 * not found. *ret_unknown then has the open tickets that may have any reference, since the API does
 * not tell it ((transfer full) (element-type Ticket)); it is set in no other case. (transfer full)
 * (nullable) */
Ticket *ticket_system_find_reference(TicketSystem *system, const char *reference_number,
                                     GPtrArray **ret_unknown, GError **error);

/* Changes that were not acknowledged yet; empty if the ticket system does not report changes
 * (ticket_dialect_has_news()). (transfer full) (element-type TicketNews) */
GPtrArray *ticket_system_news(TicketSystem *system, GError **error);

/* Acknowledges `news` of ticket_system_news(): it was taken, or never can be. */
gboolean ticket_system_acknowledge(TicketSystem *system, const TicketNews *news, gboolean is_taken,
                                   GError **error);

/* An attachment of a ticket. Name and content_type may be NULL; both are untrusted. */
typedef struct {
    char *name;
    char *content_type;
    GBytes *content; /* NULL: it is larger than what was asked for */
} TicketFile;

void ticket_file_free(TicketFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketFile, ticket_file_free)

/* The attachment of an update (TicketNews), if its Base64 has at most `max_bytes`; of a larger one
 * only the name, if it comes first. The dialect must have a file_path.
 * DELIVERY_ERROR_API_NOT_FOUND: it does not exist or has no content. (transfer full) */
TicketFile *ticket_system_fetch_file(TicketSystem *system, const char *file_id, gsize max_bytes,
                                     GError **error);

/* Fetches a token, even if one is cached; the first step of `ping`. */
gboolean ticket_system_fetch_token(TicketSystem *system, GError **error);
