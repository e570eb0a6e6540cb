#include "desk_shape.h"

#include <string.h>

DeskShape
desk_shape_find(const char *name)
{
    static const struct {
        const char *name;
        DeskShape shape;
    } shapes[] = {
        {"failure", DESK_SHAPE_FAILURE},
        {"error", DESK_SHAPE_ERROR},
        {"fault", DESK_SHAPE_FAULT},
        {"flat", DESK_SHAPE_FLAT},
        {"transaction", DESK_SHAPE_TRANSACTION},
        {"token", DESK_SHAPE_TOKEN},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
        if (strcmp(shapes[i].name, name) == 0)
            return shapes[i].shape;
    }
    return DESK_SHAPE_NONE;
}

static void
add_text(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, text);
}

static void
begin_member(JsonBuilder *builder, const char *name)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_object(builder);
}

/* `Bad Request` becomes `BadRequest`. Returns: (transfer full) */
static char *
name_of_status(guint status)
{
    g_auto(GStrv) words = g_strsplit(desk_answer_phrase(status), " ", -1);
    return g_strjoinv("", words);
}

static void
add_error(JsonBuilder *builder, guint status, const char *message)
{
    g_autofree char *code = name_of_status(status);
    begin_member(builder, "error");
    add_text(builder, "code", code);
    add_text(builder, "message", message);
    json_builder_end_object(builder);
}

static void
add_fault(JsonBuilder *builder, guint status, const char *message)
{
    g_autofree char *code = name_of_status(status);
    g_autofree char *full_code = g_strdup_printf("gateway.%s", code);
    begin_member(builder, "fault");
    add_text(builder, "faultstring", message);
    begin_member(builder, "detail");
    add_text(builder, "errorcode", full_code);
    json_builder_end_object(builder);
    json_builder_end_object(builder);
}

static void
add_transaction(JsonBuilder *builder, guint status, const char *message)
{
    g_autofree char *transaction_id = g_uuid_string_random();
    add_text(builder, "transactionId", transaction_id);
    json_builder_set_member_name(builder, "status");
    json_builder_add_int_value(builder, status);
    add_text(builder, "name", desk_answer_phrase(status));
    add_text(builder, "message", message);
    add_text(builder, "info", "");
}

static void
add_token_error(JsonBuilder *builder, guint status, const char *message)
{
    add_text(builder, "ErrorCode", status == 400 ? "invalid_request" : "invalid_client");
    add_text(builder, "Error", message);
}

DeskAnswer *
desk_shape_answer(DeskShape shape, guint status, const char *message)
{
    if (shape == DESK_SHAPE_FAILURE || shape == DESK_SHAPE_NONE)
        return desk_answer_new_failure(status, message);
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    if (shape == DESK_SHAPE_ERROR) {
        add_error(builder, status, message);
    } else if (shape == DESK_SHAPE_FAULT) {
        add_fault(builder, status, message);
    } else if (shape == DESK_SHAPE_TOKEN) {
        add_token_error(builder, status, message);
    } else if (shape == DESK_SHAPE_FLAT) {
        add_transaction(builder, status, message);
    } else {
        begin_member(builder, "error");
        add_transaction(builder, status, message);
        json_builder_end_object(builder);
    }
    json_builder_end_object(builder);
    return desk_answer_new_json(status, json_builder_get_root(builder));
}
