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

DeskAnswer *
desk_answer_new_error(const GError *error)
{
    guint status = 500;
    if (g_error_matches(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST))
        status = 400;
    else if (g_error_matches(error, DESK_ERROR, DESK_ERROR_UNAUTHORIZED))
        status = 401;
    else if (g_error_matches(error, DESK_ERROR, DESK_ERROR_NOT_FOUND))
        status = 404;
    else if (g_error_matches(error, DESK_ERROR, DESK_ERROR_PRECONDITION))
        status = 412;
    return desk_answer_new_failure(status, error->message);
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
