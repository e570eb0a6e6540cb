/* ticket_system_internal.h - one request to the ticket system, for the files of ticket_system.h. */
#pragma once

#include <json-glib/json-glib.h>

#include "gateway/ticket_system/request_body.h"
#include "gateway/ticket_system/ticket_system.h"

#define TICKET_SYSTEM_MAX_RESPONSE (1024 * 1024)
#define TICKET_SYSTEM_MAX_LIST (16 * 1024 * 1024)

/* What one operation sends, and the meaning of a 404. */
typedef struct {
    const char *method;
    const char *path;
    RequestBody *body;
    gsize max_response_bytes;
    gboolean is_once;         /* not repeated after a 401 */
    gboolean is_about_ticket; /* 404: no such ticket; else a configuration error */
    char **ret_beginning; /* set, with an error, if a response is too large: how it begins; or NULL.
                           * (transfer full) */
} TicketSystemOperation;

/* Sends, and returns the document of a successful response. An empty one, which some servers give
 * with 202 or 204, is an empty object. (transfer full) */
JsonNode *ticket_system_run(TicketSystem *system, const TicketSystemOperation *operation,
                            GError **error);

/* The dialect of `system`. */
const TicketDialect *ticket_system_dialect(const TicketSystem *system);
