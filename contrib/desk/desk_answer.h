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
    char *location;    /* nullable */
    char *retry_after; /* nullable */
    char *allow;       /* nullable: the Allow header of a 405 */
    char *disposition; /* nullable: Content-Disposition */
    char *challenge;   /* nullable: WWW-Authenticate, `Bearer` for a 401 without one */
} DeskAnswer;

/* answer: (nullable) (transfer full) */
void desk_answer_free(DeskAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskAnswer, desk_answer_free)

/* Returns: (transfer full): an answer with text as its body; text: (transfer full), UTF-8. */
DeskAnswer *desk_answer_new(guint status, const char *content_type, char *text);

/* Returns: (transfer full): a JSON answer. root: (transfer full) */
DeskAnswer *desk_answer_new_json(guint status, JsonNode *root);

/* Returns: (transfer full): `{"error": {"message", "detail"}, "status": "failure"}` */
DeskAnswer *desk_answer_new_failure(guint status, const char *detail);

/* Returns: (transfer full): the failure with the documented code for the error. */
DeskAnswer *desk_answer_new_error(const GError *error);

/* Returns: (transfer none): the reason phrase of a status, or "Unknown". */
const char *desk_answer_phrase(guint status);
