/* json_response.h - reads untrusted JSON: strict limits before parsing, tolerant after.
 *
 * The responses of the API are only partly documented. Members may be missing, null or of another
 * type, and the `result` wrapper may be absent; that is not an error here. */
#pragma once

#include <json-glib/json-glib.h>

/* Deeper than any response of the API, but not deep enough to overflow the stack in json-glib. */
#define JSON_RESPONSE_MAX_DEPTH 32
/* Values in one response; each takes up to 200 bytes of memory. */
#define JSON_RESPONSE_MAX_VALUES 2000000

/* `data`: any octets. DELIVERY_ERROR_API_DOUBT if it is not a JSON document in UTF-8 within the
 * limits. (transfer full) */
JsonNode *json_response_parse(const char *data, gsize length, GError **error);

/* The object in `result` (if that is a list, its first object); or the document itself, if it is an
 * object without `result`. NULL: neither. (transfer none) */
JsonObject *json_response_object(JsonNode *root);

/* The list in `result`, or the document itself if it is a list. NULL: neither. (transfer none) */
JsonArray *json_response_list(JsonNode *root);

/* A member as text in valid UTF-8: a string, a number or boolean as text, or the `display_value` or
 * `value` of an object. NULL: absent, null, or anything else. (transfer full) */
char *json_response_text(JsonObject *object, const char *name);

/* A value as text for people, never NULL: as json_response_text(), other values as JSON; "" for
 * null and for an empty object or list. (transfer full) */
char *json_response_show(JsonNode *value);

/* A whole number, written as number or string; `fallback` for anything else. */
gint64 json_response_number(JsonObject *object, const char *name, gint64 fallback);

/* Whether the document says that it is an error report: an `error` or `fault` member and no
 * `result`, or a result whose state or status is "error". */
gboolean json_response_is_error(JsonNode *root);

/* The transactionId in `data`. With it the provider can find a request in its log. At most 64
 * letters, digits, '-', '_', '.' and ':'; NULL if it is absent. (transfer full) */
char *json_response_transaction_id(const char *data, gsize length);

/* Why the API refused: the message of the error report in `data`, or the text itself if it is not
 * JSON. One line of printable UTF-8, at most 160 characters; NULL: no reason given. (transfer full)
 */
char *json_response_reason(const char *data, gsize length);
