#pragma once

/*
 * Checks the body of a create or an update: its members and their types, and that its attachments
 * are Base64 and not too large. It does not depend on tickets or HTTP.
 */

#include <glib.h>
#include <json-glib/json-glib.h>

#include "desk_error.h"

typedef struct {
    char *name;         /* UTF-8, not empty, unchanged: escape it wherever it is shown */
    char *content_type; /* nullable: unchanged */
    GBytes *content;    /* decoded */
} DeskAttachment;

typedef struct {
    JsonNode *root;         /* the JSON object of the request */
    GPtrArray *attachments; /* of DeskAttachment */
} DeskBody;

typedef struct {
    const char *name;
    gboolean may_be_empty;
    gboolean is_optional;
    const char *const *values; /* nullable: the allowed values, ended by NULL */
} DeskMember;

typedef struct {
    const DeskMember *members; /* ended by a NULL name */
    gsize max_attachments;     /* the limit for the encoded bytes of all attachments of one request
                                  together */
    gboolean is_closed;        /* other members are refused, else ignored */
    gboolean has_content_type; /* attachments must have it */
} DeskRules;

/*
 * Reads a body by its rules: a JSON object that has their members as strings, and may have
 * `attachments`, an array of {name, content} or {name, content, content_type}.
 *
 * Returns: (transfer full) (nullable): the body, or NULL with DESK_ERROR_BAD_REQUEST.
 */
DeskBody *desk_body_read(GBytes *data, const DeskRules *rules, GError **error);

/* Returns: (transfer none): the text of a member of the rules, "" for an optional one that is not
 * there. */
const char *desk_body_text(const DeskBody *body, const char *name);

/* Returns: whether the body has this member. */
gboolean desk_body_has(const DeskBody *body, const char *name);

/* body: (nullable) (transfer full) */
void desk_body_free(DeskBody *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskBody, desk_body_free)
