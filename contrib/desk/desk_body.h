#pragma once

/*
 * What a create or an update has to look like: which members, of which type, and attachments that
 * are Base64 and not too large. This module owns those rules; it knows neither tickets nor HTTP.
 */

#include <glib.h>
#include <json-glib/json-glib.h>

#include "desk_error.h"

/* Encoded bytes of all attachments of one request together. */
#define DESK_BODY_MAX_ATTACHMENTS 10000000

typedef struct {
    char *name;      /* UTF-8, not empty, as it was sent: escape it wherever it is shown */
    GBytes *content; /* decoded */
} DeskAttachment;

typedef struct {
    JsonNode *root;         /* the object that was sent */
    GPtrArray *attachments; /* of DeskAttachment */
} DeskBody;

typedef struct {
    const char *name;
    gboolean may_be_empty;
} DeskMember;

/*
 * Reads a body: a JSON object that has every one of members (ended by a NULL name) as a string,
 * and perhaps `attachments`, an array of {name, content}. Members beyond those are left alone.
 *
 * Returns: (transfer full) (nullable): the body, or NULL with DESK_ERROR_BAD_REQUEST.
 */
DeskBody *desk_body_read(GBytes *data, const DeskMember *members, GError **error);

/* Returns: (transfer none): the text of a member that desk_body_read() was asked for. */
const char *desk_body_text(const DeskBody *body, const char *name);

/* body: (nullable) (transfer full) */
void desk_body_free(DeskBody *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskBody, desk_body_free)
