/* letter_value.h - reads values of an untrusted JSON document. Internal to parsers/.
 *
 * `where` names the member in the error. All return FALSE or NULL with LETTER_ERROR_INVALID if the
 * value has another type or is absent (node NULL). Results belong to the document. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

/* Sets the error "WHERE: WHAT" and returns FALSE. */
gboolean letter_value_invalid(GError **error, const char *where, const char *what);

/* A string with only the characters that a Letter may have: valid UTF-8, no control characters but
 * line feed and tab. (transfer none) */
const char *letter_value_text(JsonNode *node, const char *where, GError **error);

/* The same, copied to *ret_value; the old string is freed. */
gboolean letter_value_string(JsonNode *node, const char *where, char **ret_value, GError **error);

/* The same for a member that may be absent: *ret_value is then unchanged. */
gboolean letter_value_optional(JsonObject *object, const char *name, char **ret_value,
                               GError **error);

gboolean letter_value_boolean(JsonNode *node, const char *where, gboolean *ret_value,
                              GError **error);
gboolean letter_value_int(JsonNode *node, const char *where, gint64 *ret_value, GError **error);

/* An integer that is not negative. */
gboolean letter_value_length(JsonNode *node, const char *where, guint64 *ret_value, GError **error);

/* (transfer none) */
JsonArray *letter_value_array(JsonNode *node, const char *where, GError **error);

/* The object of a node. Only members in `names` are allowed. (transfer none) */
JsonObject *letter_value_object(JsonNode *node, const char *where, const char *const *names,
                                gsize n_names, GError **error);

/* Adds the strings of an array to `values`, of char *. */
gboolean letter_value_strings(JsonNode *node, const char *where, GPtrArray *values, GError **error);
