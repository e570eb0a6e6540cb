/* json_response.h - JSON that a stranger wrote: limits before it is parsed, patience after.
 *
 * The API's responses are documented in part only. Members may be missing, null or of another type,
 * and the `result` wrapper may be absent; none of that is an error here.
 */
#pragma once

#include <json-glib/json-glib.h>

/* Deeper than any response of the API, and far from what makes json-glib run out of stack. */
#define JSON_RESPONSE_MAX_DEPTH 32
/* Values in one response; each costs up to 200 octets of memory. */
#define JSON_RESPONSE_MAX_VALUES 2000000

/* `data`: octets, perhaps no JSON. DELIVERY_ERROR_API_DOUBT for whatever is not a JSON document in
 * UTF-8 within the limits. (transfer full) */
JsonNode *json_response_parse(const char *data, gsize length, GError **error);

/* The object in `result` (or the first one, where that is a list), else the document itself where
 * it is an object without `result`; NULL: neither. (transfer none) */
JsonObject *json_response_object(JsonNode *root);

/* The list in `result`, else the document itself where it is a list; NULL: neither.
 * (transfer none) */
JsonArray *json_response_list(JsonNode *root);

/* A member as text, valid UTF-8: strings as they are, numbers and booleans written out, an object
 * by its `display_value` or `value`. NULL: absent, null, or anything else. (transfer full) */
char *json_response_text(JsonObject *object, const char *name);

/* A value as text for people, never NULL: as json_response_text, and JSON for what is left; "" for
 * null and for an empty object or list. (transfer full) */
char *json_response_show(JsonNode *value);

/* A whole number, in a number or in a string; `fallback` for anything else. */
gint64 json_response_number(JsonObject *object, const char *name, gint64 fallback);

/* Whether the document says that it is an error report: an `error` or `fault` member and no
 * `result`, or a result whose state or status is "error". */
gboolean json_response_is_error(JsonNode *root);

/* The transactionId of the document in `data`, by which the provider finds a request in its log: at
 * most 64 letters, digits, '-', '_', '.' and ':'; NULL: there is none of the kind. (transfer full)
 */
char *json_response_transaction_id(const char *data, gsize length);

/* Why the API refused: the message of the error report in `data`, or the text itself where it is
 * not JSON; one line of printable UTF-8, at most 160 characters; NULL: nothing was said.
 * (transfer full) */
char *json_response_reason(const char *data, gsize length);
