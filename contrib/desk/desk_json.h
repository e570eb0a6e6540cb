#pragma once

/*
 * A strict JSON reader (RFC 8259) that makes json-glib nodes. The parser of json-glib accepts more
 * than the standard (comments, raw line breaks in strings, text after the value) and has no limit
 * on depth. But a desk that tests a client must refuse what the standard refuses.
 */

#include <glib.h>
#include <json-glib/json-glib.h>

#include "desk_error.h"

/* Deeper nesting than this is refused: a request of the API needs three levels. */
#define DESK_JSON_MAX_DEPTH 32

/*
 * Reads one JSON value from data (UTF-8), with or without white space around it. In addition to
 * what the grammar forbids, it refuses bytes that are not UTF-8, a member name twice in one object,
 * the character U+0000, a lone surrogate, and nesting beyond DESK_JSON_MAX_DEPTH.
 *
 * Returns: (transfer full) (nullable): the value, or NULL with DESK_ERROR_BAD_REQUEST and a message
 * that names the byte offset.
 */
JsonNode *desk_json_read(GBytes *data, GError **error);

/* Adds text (UTF-8) as a JSON string with its quotes. */
void desk_json_add_string(GString *json, const char *text);

/* One node as compact text in UTF-8. Returns: (transfer full) */
char *desk_json_write(JsonNode *node, gboolean is_pretty);
