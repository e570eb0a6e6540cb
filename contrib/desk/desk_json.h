#pragma once

/*
 * A strict JSON reader (RFC 8259) that fills json-glib nodes. json-glib's own parser is kinder than
 * the standard (comments, raw line breaks in strings, text after the value) and has no limit on
 * depth; a desk that tests a client must refuse what the standard refuses.
 */

#include <glib.h>
#include <json-glib/json-glib.h>

#include "desk_error.h"

/* Deeper nesting than this is refused: a request of the API needs three levels. */
#define DESK_JSON_MAX_DEPTH 32

/*
 * Reads one JSON value from data, UTF-8, white space around it allowed. Refused beyond the grammar:
 * bytes that are not UTF-8, a member name twice in one object, the character U+0000, a lone
 * surrogate, nesting beyond DESK_JSON_MAX_DEPTH.
 *
 * Returns: (transfer full) (nullable): the value, or NULL with DESK_ERROR_BAD_REQUEST and a message
 * that names the byte offset.
 */
JsonNode *desk_json_read(GBytes *data, GError **error);

/* Adds text (UTF-8) as a JSON string, quotes and all. */
void desk_json_add_string(GString *json, const char *text);

/* One node as compact text in UTF-8. Returns: (transfer full) */
char *desk_json_write(JsonNode *node, gboolean is_pretty);
