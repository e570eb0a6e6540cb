#pragma once

/*
 * An HTTP answer before it is sent. Also turns an error into a return code of the Incident API. It
 * does not depend on libsoup.
 */

#include <glib.h>
#include <json-glib/json-glib.h>

#include "desk_error.h"

typedef struct {
    guint status;
    GBytes *body;
    char *content_type;
    char *location;     /* nullable */
    char *retry_after;  /* nullable */
    char *allow;        /* nullable: the Allow header of a 405 */
    char *disposition;  /* nullable: Content-Disposition */
    char *challenge;    /* nullable: WWW-Authenticate, `Bearer` for a 401 without one */
    GPtrArray *headers; /* nullable: more header fields, `Name: value` */
} DeskAnswer;

/* answer: (nullable) (transfer full) */
void desk_answer_free(DeskAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskAnswer, desk_answer_free)

/* Returns: (transfer full): an answer with text as its body; text: (transfer full), UTF-8. */
DeskAnswer *desk_answer_new(guint status, const char *content_type, char *text);

/* Returns: (transfer full): a JSON answer. root: (transfer full) */
DeskAnswer *desk_answer_new_json(guint status, JsonNode *root);

/* Replaces the body of the answer by JSON. */
void desk_answer_set_json(DeskAnswer *answer, JsonNode *root);

/* Removes a member from a JSON body, at any depth. Other bodies stay unchanged. */
void desk_answer_leave_out(DeskAnswer *answer, const char *name);

/* Returns: (transfer full): `{"error": {"message", "detail"}, "status": "failure"}` */
DeskAnswer *desk_answer_new_failure(guint status, const char *detail);

/* Returns: the documented code for an error: 400, 401, 404, 412 or 500. */
guint desk_answer_status(const GError *error);

/* Returns: (transfer none): the reason phrase of a status, or "Unknown". */
const char *desk_answer_phrase(guint status);
