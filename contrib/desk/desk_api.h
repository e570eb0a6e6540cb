#pragma once

/*
 * The operations of the Incident API: from the parts of a request to an answer, over the store. It
 * knows neither connections nor faults, and takes no decision about tokens but to issue them.
 */

#include "desk_answer.h"
#include "desk_store.h"

typedef enum {
    DESK_OPERATION_TOKEN,
    DESK_OPERATION_CREATE,
    DESK_OPERATION_UPDATE,
    DESK_OPERATION_LIST,
    DESK_OPERATION_GET,
    DESK_OPERATION_OTHER, /* a path that the API does not have */
} DeskOperation;

typedef struct {
    char **ci_list;  /* nullable: the agreed configuration items; NULL takes every one */
    char *client_id; /* nullable: with NULL every client id and secret is good */
    char *client_secret;
    gint64 token_lifetime_s;
    gboolean is_reference_unique;
    char *refused_file; /* nullable: a pattern with * and ?: no attachment may have such a name */
} DeskApiSettings;

typedef struct {
    gint64 id;              /* in the request log */
    const char *argument;   /* get: the ticket number; token: the query string (nullable) */
    const char *media_type; /* nullable: the Content-Type without its parameters */
    GBytes *body;
} DeskApiRequest;

/* Sets up and clears what settings own. */
void desk_api_settings_clear(DeskApiSettings *settings);

/*
 * The operation that a path names and the method that it takes. Returns: DESK_OPERATION_OTHER for
 * an unknown path; ret_method (transfer none) is then untouched. ret_argument (transfer none)
 * points into path for DESK_OPERATION_GET, and is NULL for the others.
 */
DeskOperation desk_api_route(const char *path, const char **ret_method, const char **ret_argument);

/* Returns: (transfer none): token, create, update, list, get or other. */
const char *desk_api_operation_name(DeskOperation operation);

/*
 * Does the operation inside a transaction that the caller holds.
 *
 * Returns: (transfer full) (nullable): the answer, or NULL with a DESK_ERROR: the caller has to
 * roll back and answer with desk_answer_new_error().
 */
DeskAnswer *desk_api_run(DeskStore *store, const DeskApiSettings *settings, DeskOperation operation,
                         const DeskApiRequest *request, GError **error);
