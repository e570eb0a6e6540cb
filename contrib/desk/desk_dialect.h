#pragma once

/*
 * A dialect is one of the two APIs that the desk can speak. Each has a table of all differences
 * (desk_incident.c, desk_connect.c). This module finds the table, and the operation of a request.
 */

#include "desk_api.h"
#include "desk_shape.h"

typedef struct {
    const char *path; /* one that ends in a slash is followed by an argument */
    const char *method;
    DeskOperation operation;
} DeskRoute;

typedef struct {
    const char *name;
    const DeskRoute *routes;          /* ended by a NULL path */
    const DeskOperation *operations;  /* all of them, ended by DESK_OPERATION_OTHER */
    DeskShape shape;                  /* of errors */
    DeskShape token_shape;            /* of errors of the token server */
    gboolean has_updates;             /* changes at the desk go into the queue */
    gboolean has_precondition_status; /* else a forbidden action is answered with 400, not 412 */
    gint64 max_body;                  /* a larger request is answered with 413 */
    const char *accepted;             /* the body of a 202 without a ticket number */
    /* nullable: finds the operation of an UPDATE by its body */
    DeskOperation (*refine)(GBytes *body);
    /* Carries out an operation other than TOKEN and OTHER, as desk_dialect_run() does. */
    DeskAnswer *(*run)(DeskStore *store, const DeskApiSettings *settings, DeskOperation operation,
                       const DeskApiRequest *request, GError **error);
} DeskDialect;

extern const DeskDialect desk_incident;
extern const DeskDialect desk_connect;

/* Returns: (transfer none) (nullable): the dialect of this name. */
const DeskDialect *desk_dialect_find(const char *name);

/* Returns: (transfer none): the dialect of the desk with this database. */
const DeskDialect *desk_dialect_of(DeskStore *store);

/*
 * Finds the operation for a path and a method. ret_argument (transfer none) points into path, or is
 * NULL if the operation has no argument. ret_allow (transfer full) is NULL; if the path has only
 * other methods, it is the text for the Allow header, and the operation is the first of the path.
 *
 * Returns: DESK_OPERATION_OTHER for an unknown path.
 */
DeskOperation desk_dialect_route(const DeskDialect *dialect, const char *method, const char *path,
                                 const char **ret_argument, char **ret_allow);

/* Returns: (transfer none): token, create, update, acknowledge, list, get, news, attachment, other.
 */
const char *desk_dialect_operation_name(DeskOperation operation);

/*
 * Carries out the operation inside the caller's transaction.
 *
 * Returns: (transfer full) (nullable): the answer, or NULL with a DESK_ERROR: then the caller must
 * roll back and answer with desk_dialect_answer_error().
 */
DeskAnswer *desk_dialect_run(DeskStore *store, const DeskApiSettings *settings,
                             DeskOperation operation, const DeskApiRequest *request,
                             GError **error);

/* Returns: (transfer full): an error in the shape of the server for this operation. */
DeskAnswer *desk_dialect_answer(const DeskDialect *dialect, DeskOperation operation, guint status,
                                const char *message);
DeskAnswer *desk_dialect_answer_error(const DeskDialect *dialect, DeskOperation operation,
                                      const GError *error);
