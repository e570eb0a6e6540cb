#include "desk_body.h"

#include <string.h>

#include "desk_base64.h"
#include "desk_json.h"

static void
attachment_free(DeskAttachment *attachment)
{
    g_free(attachment->name);
    g_free(attachment->content_type);
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

static gboolean
refuse(GError **error, const char *prefix, const char *name, const char *what)
{
    g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "%s%s %s", prefix, name, what);
    return FALSE;
}

static gboolean
check_value(const DeskMember *member, const char *text, const char *prefix, GError **error)
{
    if (*text == '\0' && !member->may_be_empty)
        return refuse(error, prefix, member->name, "is empty");
    if (member->values == NULL || g_strv_contains(member->values, text))
        return TRUE;
    g_autofree char *values = g_strjoinv(", ", (char **)(guintptr)member->values);
    g_autofree char *what = g_strdup_printf("is none of %s: %s", values, text);
    return refuse(error, prefix, member->name, what);
}

/* Checks one member. prefix: goes before its name in the error. */
static gboolean
check_text(JsonObject *object, const char *prefix, const DeskMember *member, GError **error)
{
    JsonNode *node = json_object_get_member(object, member->name);
    if (node == NULL)
        return member->is_optional || refuse(error, prefix, member->name, "is missing");
    if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_STRING)
        return refuse(error, prefix, member->name, "is not a string");
    return check_value(member, json_node_get_string(node), prefix, error);
}

static gboolean
check_members(JsonObject *object, const char *prefix, const DeskMember *members, GError **error)
{
    for (const DeskMember *member = members; member->name != NULL; member++) {
        if (!check_text(object, prefix, member, error))
            return FALSE;
    }
    return TRUE;
}

/* Refuses members that are neither among these nor also (nullable). */
static gboolean
check_closed(JsonObject *object, const char *prefix, const DeskMember *members, const char *also,
             GError **error)
{
    JsonObjectIter iter;
    const char *name = NULL;
    json_object_iter_init(&iter, object);
    while (json_object_iter_next(&iter, &name, NULL)) {
        gboolean is_known = g_strcmp0(name, also) == 0;
        for (const DeskMember *member = members; !is_known && member->name != NULL; member++)
            is_known = strcmp(member->name, name) == 0;
        if (!is_known)
            return refuse(error, prefix, name, "is not a member of this request");
    }
    return TRUE;
}

/* RFC 6838 section 4.2: `type/subtype`; parameters after it are as they may be. */
static gboolean
is_media_type(const char *text)
{
    static const char others[] = "!#$&-^_.+";
    gsize length = strcspn(text, "; ");
    const char *slash = memchr(text, '/', length);
    if (slash == NULL || slash == text || slash + 1 == text + length)
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        gboolean is_good = g_ascii_isalnum(text[i]) || strchr(others, text[i]) != NULL;
        if (!is_good && text + i != slash)
            return FALSE;
    }
    return TRUE;
}

/* Reads one attachment. encoded_total: its encoded bytes are added to this sum. */
static DeskAttachment *
read_attachment(JsonNode *node, const DeskRules *rules, const char *prefix, gsize *encoded_total,
                GError **error)
{
    static const DeskMember plain[] = {
        {.name = "name"}, {.name = "content", .may_be_empty = TRUE}, {.name = NULL}};
    static const DeskMember typed[] = {{.name = "name"},
                                       {.name = "content", .may_be_empty = TRUE},
                                       {.name = "content_type"},
                                       {.name = NULL}};
    const DeskMember *members = rules->has_content_type ? typed : plain;
    JsonObject *object = json_node_get_object(node);
    if (!check_members(object, prefix, members, error) ||
        (rules->is_closed && !check_closed(object, prefix, members, NULL, error)))
        return NULL;
    const char *content = json_object_get_string_member(object, "content");
    *encoded_total += strlen(content);
    if (*encoded_total > rules->max_attachments) {
        g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                    "attachments are larger than %" G_GSIZE_FORMAT " encoded bytes together",
                    rules->max_attachments);
        return NULL;
    }
    g_autoptr(DeskAttachment) attachment = g_new0(DeskAttachment, 1);
    attachment->name = g_strdup(json_object_get_string_member(object, "name"));
    if (rules->has_content_type)
        attachment->content_type = g_strdup(json_object_get_string_member(object, "content_type"));
    if (rules->has_content_type && !is_media_type(attachment->content_type)) {
        refuse(error, prefix, "content_type", "is not a media type");
        return NULL;
    }
    attachment->content = desk_base64_decode(content, error);
    if (attachment->content == NULL) {
        g_prefix_error(error, "%scontent is ", prefix);
        return NULL;
    }
    return g_steal_pointer(&attachment);
}

static gboolean
read_attachments(DeskBody *body, JsonObject *object, const DeskRules *rules, GError **error)
{
    JsonNode *node = json_object_get_member(object, "attachments");
    if (node == NULL)
        return TRUE;
    if (!JSON_NODE_HOLDS_ARRAY(node))
        return refuse(error, "", "attachments", "is not an array");
    JsonArray *array = json_node_get_array(node);
    gsize encoded_total = 0;
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonNode *element = json_array_get_element(array, i);
        g_autofree char *name = g_strdup_printf("attachments[%u]", i);
        g_autofree char *prefix = g_strconcat(name, ".", NULL);
        if (!JSON_NODE_HOLDS_OBJECT(element))
            return refuse(error, "", name, "is not an object");
        DeskAttachment *attachment = read_attachment(element, rules, prefix, &encoded_total, error);
        if (attachment == NULL)
            return FALSE;
        g_ptr_array_add(body->attachments, attachment);
    }
    return TRUE;
}

DeskBody *
desk_body_read(GBytes *data, const DeskRules *rules, GError **error)
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
    if (!check_members(object, "", rules->members, error) ||
        (rules->is_closed && !check_closed(object, "", rules->members, "attachments", error)) ||
        !read_attachments(body, object, rules, error))
        return NULL;
    return g_steal_pointer(&body);
}

gboolean
desk_body_has(const DeskBody *body, const char *name)
{
    return json_object_has_member(json_node_get_object(body->root), name);
}

const char *
desk_body_text(const DeskBody *body, const char *name)
{
    return desk_body_has(body, name)
               ? json_object_get_string_member(json_node_get_object(body->root), name)
               : "";
}
