#pragma once

/*
 * What the operations of both dialects share: settings, the parts of a request, reading its body,
 * storing its files. Does not depend on connections or faults.
 */

#include "desk_answer.h"
#include "desk_body.h"
#include "desk_store.h"

#define DESK_API_TOKEN_PATH "/oauth/client_credential/accesstoken"

typedef enum {
    DESK_OPERATION_TOKEN,
    DESK_OPERATION_CREATE,
    DESK_OPERATION_UPDATE,
    DESK_OPERATION_ACKNOWLEDGE, /* an update that answers one of the queue */
    DESK_OPERATION_LIST,
    DESK_OPERATION_GET,
    DESK_OPERATION_NEWS,       /* the queue of updates */
    DESK_OPERATION_ATTACHMENT, /* a file of an update */
    DESK_OPERATION_OTHER,      /* a path that the API does not have */
} DeskOperation;

typedef struct {
    char **ci_list;  /* nullable: the agreed configuration items; NULL accepts all */
    char *client_id; /* nullable: NULL accepts every client id and secret */
    char *client_secret;
    gint64 token_lifetime_s;
    gboolean is_reference_unique;
    char *refused_file; /* nullable: a pattern with * and ?; refuses attachments with such a name */
    char *base_url;     /* nullable: of the pages, `http://127.0.0.1:8080` */
} DeskApiSettings;

typedef struct {
    gint64 id;              /* its name in the request log */
    const char *argument;   /* nullable: the end of the path */
    const char *query;      /* nullable: the query string */
    const char *media_type; /* nullable: the Content-Type without its parameters */
    gboolean is_repeated;   /* news: also the acknowledged updates */
    GBytes *body;
} DeskApiRequest;

/* Sets up and frees what the settings own. */
void desk_api_settings_clear(DeskApiSettings *settings);

/*
 * Reads the body of a request by the rules. It must be JSON by its Content-Type, and without files
 * that settings refuse.
 *
 * Returns: (transfer full) (nullable): the body, or NULL with DESK_ERROR_BAD_REQUEST.
 */
DeskBody *desk_api_read_body(const DeskApiSettings *settings, const DeskApiRequest *request,
                             const DeskRules *rules, GError **error);

/* Checks that a configuration item is in the agreed list. Errors: DESK_ERROR_BAD_REQUEST. */
gboolean desk_api_check_ci(const DeskApiSettings *settings, const char *ci, GError **error);

/* Checks that there is a text in `comment`, or an attachment. Errors: DESK_ERROR_BAD_REQUEST. */
gboolean desk_api_check_said(const DeskBody *body, GError **error);

/* Stores the files of a request (its id in the log) for a ticket (row id). Errors:
 * DESK_ERROR_STORAGE. */
gboolean desk_api_keep_attachments(DeskStore *store, gint64 ticket, const DeskBody *body,
                                   gint64 request, GError **error);

/* Adds a member with a text. */
void desk_api_add_text(JsonBuilder *builder, const char *name, const char *text);
