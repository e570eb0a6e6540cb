/* letter_value.c - see letter_value.h. Does not know the members. */
#include "parsers/letter_value.h"

#include "parsers/letter_json.h"
#include "parsers/text/text_clean.h"

gboolean
letter_value_invalid(GError **error, const char *where, const char *what)
{
    g_set_error(error, LETTER_ERROR, LETTER_ERROR_INVALID, "%s: %s", where, what);
    return FALSE;
}

static gboolean
is_clean(const char *value)
{
    if (!g_utf8_validate(value, -1, NULL))
        return FALSE;
    for (const char *p = value; *p != '\0'; p = text_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c != '\n' && c != '\t' && g_unichar_iscntrl(c))
            return FALSE;
    }
    return TRUE;
}

const char *
letter_value_text(JsonNode *node, const char *where, GError **error)
{
    if (node == NULL || !JSON_NODE_HOLDS_VALUE(node) ||
        json_node_get_value_type(node) != G_TYPE_STRING) {
        letter_value_invalid(error, where, "no string");
        return NULL;
    }
    const char *value = json_node_get_string(node);
    if (value == NULL || !is_clean(value)) {
        letter_value_invalid(error, where, "characters that no Letter holds");
        return NULL;
    }
    return value;
}

gboolean
letter_value_string(JsonNode *node, const char *where, char **ret_value, GError **error)
{
    const char *value = letter_value_text(node, where, error);

    if (value == NULL)
        return FALSE;
    g_free(*ret_value);
    *ret_value = g_strdup(value);
    return TRUE;
}

gboolean
letter_value_boolean(JsonNode *node, const char *where, gboolean *ret_value, GError **error)
{
    if (node == NULL || !JSON_NODE_HOLDS_VALUE(node) ||
        json_node_get_value_type(node) != G_TYPE_BOOLEAN)
        return letter_value_invalid(error, where, "no boolean");
    *ret_value = json_node_get_boolean(node);
    return TRUE;
}

gboolean
letter_value_int(JsonNode *node, const char *where, gint64 *ret_value, GError **error)
{
    if (node == NULL || !JSON_NODE_HOLDS_VALUE(node) ||
        json_node_get_value_type(node) != G_TYPE_INT64)
        return letter_value_invalid(error, where, "no integer");
    *ret_value = json_node_get_int(node);
    return TRUE;
}

gboolean
letter_value_length(JsonNode *node, const char *where, guint64 *ret_value, GError **error)
{
    gint64 value = 0;

    if (!letter_value_int(node, where, &value, error))
        return FALSE;
    if (value < 0)
        return letter_value_invalid(error, where, "below zero");
    *ret_value = (guint64)value;
    return TRUE;
}

JsonArray *
letter_value_array(JsonNode *node, const char *where, GError **error)
{
    if (node != NULL && JSON_NODE_HOLDS_ARRAY(node))
        return json_node_get_array(node);
    letter_value_invalid(error, where, "no array");
    return NULL;
}

JsonObject *
letter_value_object(JsonNode *node, const char *where, const char *const *names, gsize n_names,
                    GError **error)
{
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT(node)) {
        letter_value_invalid(error, where, "no object");
        return NULL;
    }
    JsonObject *object = json_node_get_object(node);
    guint known = 0;
    for (gsize i = 0; i < n_names; i++)
        known += json_object_has_member(object, names[i]) ? 1 : 0;
    if (known == json_object_get_size(object))
        return object;
    letter_value_invalid(error, where, "unknown member");
    return NULL;
}

gboolean
letter_value_strings(JsonNode *node, const char *where, GPtrArray *values, GError **error)
{
    JsonArray *array = letter_value_array(node, where, error);

    if (array == NULL)
        return FALSE;
    for (guint i = 0; i < json_array_get_length(array); i++) {
        const char *value = letter_value_text(json_array_get_element(array, i), where, error);
        if (value == NULL)
            return FALSE;
        g_ptr_array_add(values, g_strdup(value));
    }
    return TRUE;
}

gboolean
letter_value_optional(JsonObject *object, const char *name, char **ret_value, GError **error)
{
    JsonNode *node = json_object_get_member(object, name);

    return node == NULL || letter_value_string(node, name, ret_value, error);
}
