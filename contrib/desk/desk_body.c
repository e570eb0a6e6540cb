#include "desk_body.h"

#include <string.h>

#include "desk_base64.h"
#include "desk_json.h"

static void
attachment_free(DeskAttachment *attachment)
{
    g_free(attachment->name);
    g_clear_pointer(&attachment->content, g_bytes_unref);
    g_free(attachment);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskAttachment, attachment_free)

void
desk_body_free(DeskBody *body)
{
    if (body == NULL)
        return;
    g_clear_pointer(&body->root, json_node_unref);
    g_clear_pointer(&body->attachments, g_ptr_array_unref);
    g_free(body);
}

/* Returns: (transfer none) (nullable): the string, or NULL with an error that names the member. */
static const char *
read_text(JsonObject *object, const char *prefix, const DeskMember *member, GError **error)
{
    const char *what = NULL;
    const char *text = NULL;
    JsonNode *node = json_object_get_member(object, member->name);
    if (node == NULL)
        what = "is missing";
    else if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_STRING)
        what = "is not a string";
    else if (*(text = json_node_get_string(node)) == '\0' && !member->may_be_empty)
        what = "is empty";
    if (what == NULL)
        return text;
    g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "%s%s %s", prefix, member->name, what);
    return NULL;
}

/* Reads one attachment. encoded_total: its encoded bytes are added to this sum. */
static DeskAttachment *
read_attachment(JsonNode *node, guint index, gsize *encoded_total, GError **error)
{
    static const DeskMember name_member = {"name", FALSE};
    static const DeskMember content_member = {"content", TRUE};
    g_autofree char *prefix = g_strdup_printf("attachments[%u].", index);
    if (!JSON_NODE_HOLDS_OBJECT(node)) {
        g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "attachments[%u] is not an object",
                    index);
        return NULL;
    }
    JsonObject *object = json_node_get_object(node);
    const char *name = read_text(object, prefix, &name_member, error);
    if (name == NULL)
        return NULL;
    const char *content = read_text(object, prefix, &content_member, error);
    if (content == NULL)
        return NULL;
    *encoded_total += strlen(content);
    if (*encoded_total > DESK_BODY_MAX_ATTACHMENTS) {
        g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                    "attachments are larger than %d encoded bytes together",
                    DESK_BODY_MAX_ATTACHMENTS);
        return NULL;
    }
    g_autoptr(DeskAttachment) attachment = g_new0(DeskAttachment, 1);
    attachment->name = g_strdup(name);
    attachment->content = desk_base64_decode(content, error);
    if (attachment->content == NULL) {
        g_prefix_error(error, "%scontent is ", prefix);
        return NULL;
    }
    return g_steal_pointer(&attachment);
}

static gboolean
read_attachments(DeskBody *body, JsonObject *object, GError **error)
{
    JsonNode *node = json_object_get_member(object, "attachments");
    if (node == NULL)
        return TRUE;
    if (!JSON_NODE_HOLDS_ARRAY(node)) {
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                            "attachments is not an array");
        return FALSE;
    }
    JsonArray *array = json_node_get_array(node);
    gsize encoded_total = 0;
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonNode *element = json_array_get_element(array, i);
        DeskAttachment *attachment = read_attachment(element, i, &encoded_total, error);
        if (attachment == NULL)
            return FALSE;
        g_ptr_array_add(body->attachments, attachment);
    }
    return TRUE;
}

DeskBody *
desk_body_read(GBytes *data, const DeskMember *members, GError **error)
{
    g_autoptr(DeskBody) body = g_new0(DeskBody, 1);
    body->attachments = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    body->root = desk_json_read(data, error);
    if (body->root == NULL)
        return NULL;
    if (!JSON_NODE_HOLDS_OBJECT(body->root)) {
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                            "the body is not a JSON object");
        return NULL;
    }
    JsonObject *object = json_node_get_object(body->root);
    for (const DeskMember *member = members; member->name != NULL; member++) {
        if (read_text(object, "", member, error) == NULL)
            return NULL;
    }
    if (!read_attachments(body, object, error))
        return NULL;
    return g_steal_pointer(&body);
}

const char *
desk_body_text(const DeskBody *body, const char *name)
{
    return json_object_get_string_member(json_node_get_object(body->root), name);
}
