#pragma once

/*
 * The operations of the Incident API: make an answer from the parts of a request, with the store.
 * They do not depend on connections or faults. They issue tokens, but do not check them.
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
    char **ci_list;  /* nullable: the agreed configuration items; NULL accepts all */
    char *client_id; /* nullable: NULL accepts every client id and secret */
    char *client_secret;
    gint64 token_lifetime_s;
    gboolean is_reference_unique;
    char *refused_file; /* nullable: a pattern with * and ?; refuses attachments with such a name */
} DeskApiSettings;

typedef struct {
    gint64 id;              /* its name in the request log */
    const char *argument;   /* get: the ticket number; token: the query string (nullable) */
    const char *media_type; /* nullable: the Content-Type without its parameters */
    GBytes *body;
} DeskApiRequest;

/* Sets up and frees what the settings own. */
void desk_api_settings_clear(DeskApiSettings *settings);

/*
 * Finds the operation for a path, and its method. Returns: DESK_OPERATION_OTHER for an unknown
 * path; ret_method (transfer none) is then unchanged. ret_argument (transfer none) points into path
 * for DESK_OPERATION_GET, and is NULL for the others.
 */
DeskOperation desk_api_route(const char *path, const char **ret_method, const char **ret_argument);

/* Returns: (transfer none): token, create, update, list, get or other. */
const char *desk_api_operation_name(DeskOperation operation);

/*
 * Carries out the operation inside the caller's transaction.
 *
 * Returns: (transfer full) (nullable): the answer, or NULL with a DESK_ERROR: then the caller must
 * roll back and answer with desk_answer_new_error().
 */
DeskAnswer *desk_api_run(DeskStore *store, const DeskApiSettings *settings, DeskOperation operation,
                         const DeskApiRequest *request, GError **error);
