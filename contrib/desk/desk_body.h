#pragma once

/*
 * Checks the body of a create or an update: its members and their types, and that its attachments
 * are Base64 and not too large. It does not depend on tickets or HTTP.
 */

#include <glib.h>
#include <json-glib/json-glib.h>

#include "desk_error.h"

/* The limit for the encoded bytes of all attachments of one request together. */
#define DESK_BODY_MAX_ATTACHMENTS 10000000

typedef struct {
    char *name;      /* UTF-8, not empty, unchanged: escape it wherever it is shown */
    GBytes *content; /* decoded */
} DeskAttachment;

typedef struct {
    JsonNode *root;         /* the JSON object of the request */
    GPtrArray *attachments; /* of DeskAttachment */
} DeskBody;

typedef struct {
    const char *name;
    gboolean may_be_empty;
} DeskMember;

/*
 * Reads a body: a JSON object that has every one of members (ended by a NULL name) as a string, and
 * may have `attachments`, an array of {name, content}. Other members are ignored.
 *
 * Returns: (transfer full) (nullable): the body, or NULL with DESK_ERROR_BAD_REQUEST.
 */
DeskBody *desk_body_read(GBytes *data, const DeskMember *members, GError **error);

/* Returns: (transfer none): the text of a member that was given to desk_body_read(). */
const char *desk_body_text(const DeskBody *body, const char *name);

/* body: (nullable) (transfer full) */
void desk_body_free(DeskBody *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskBody, desk_body_free)
