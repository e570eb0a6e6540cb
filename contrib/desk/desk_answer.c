#include "desk_answer.h"

#include <string.h>

#include "desk_json.h"

void
desk_answer_free(DeskAnswer *answer)
{
    if (answer == NULL)
        return;
    g_clear_pointer(&answer->body, g_bytes_unref);
    g_free(answer->content_type);
    g_free(answer->location);
    g_free(answer->retry_after);
    g_free(answer->allow);
    g_free(answer->disposition);
    g_free(answer->challenge);
    g_clear_pointer(&answer->headers, g_ptr_array_unref);
    g_free(answer);
}

DeskAnswer *
desk_answer_new(guint status, const char *content_type, char *text)
{
    DeskAnswer *answer = g_new0(DeskAnswer, 1);
    answer->status = status;
    answer->body = g_bytes_new_take(text, strlen(text));
    answer->content_type = g_strdup(content_type);
    return answer;
}

DeskAnswer *
desk_answer_new_json(guint status, JsonNode *root)
{
    g_autoptr(JsonNode) owned = root;
    return desk_answer_new(status, "application/json; charset=utf-8",
                           desk_json_write(owned, FALSE));
}

void
desk_answer_set_json(DeskAnswer *answer, JsonNode *root)
{
    char *text = desk_json_write(root, FALSE);
    g_bytes_unref(answer->body);
    answer->body = g_bytes_new_take(text, strlen(text));
}

static void leave_out(JsonNode *node, const char *name);

static void
leave_out_element(JsonArray *array, guint index, JsonNode *element, gpointer name)
{
    (void)array;
    (void)index;
    leave_out(element, name);
}

static void
leave_out_member(JsonObject *object, const char *member, JsonNode *value, gpointer name)
{
    (void)object;
    (void)member;
    leave_out(value, name);
}

static void
leave_out(JsonNode *node, const char *name)
{
    if (JSON_NODE_HOLDS_OBJECT(node)) {
        JsonObject *object = json_node_get_object(node);
        if (json_object_has_member(object, name))
            json_object_remove_member(object, name);
        json_object_foreach_member(object, leave_out_member, (gpointer)(guintptr)name);
    } else if (JSON_NODE_HOLDS_ARRAY(node)) {
        json_array_foreach_element(json_node_get_array(node), leave_out_element,
                                   (gpointer)(guintptr)name);
    }
}

void
desk_answer_leave_out(DeskAnswer *answer, const char *name)
{
    g_autoptr(JsonNode) root = desk_json_read(answer->body, NULL);
    if (root == NULL)
        return;
    leave_out(root, name);
    desk_answer_set_json(answer, root);
}

DeskAnswer *
desk_answer_new_failure(guint status, const char *detail)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "error");
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "message");
    json_builder_add_string_value(builder, desk_answer_phrase(status));
    json_builder_set_member_name(builder, "detail");
    json_builder_add_string_value(builder, detail);
    json_builder_end_object(builder);
    json_builder_set_member_name(builder, "status");
    json_builder_add_string_value(builder, "failure");
    json_builder_end_object(builder);
    return desk_answer_new_json(status, json_builder_get_root(builder));
}

guint
desk_answer_status(const GError *error)
{
    if (g_error_matches(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST))
        return 400;
    if (g_error_matches(error, DESK_ERROR, DESK_ERROR_UNAUTHORIZED))
        return 401;
    if (g_error_matches(error, DESK_ERROR, DESK_ERROR_NOT_FOUND))
        return 404;
    if (g_error_matches(error, DESK_ERROR, DESK_ERROR_PRECONDITION))
        return 412;
    return 500;
}

const char *
desk_answer_phrase(guint status)
{
    static const struct {
        guint status;
        const char *phrase;
    } phrases[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {302, "Found"},
        {303, "See Other"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {421, "Misdirected Request"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(phrases); i++) {
        if (phrases[i].status == status)
            return phrases[i].phrase;
    }
    return "Unknown";
}
