#include "desk_api.h"

#include "desk_notes.h"

void
desk_api_settings_clear(DeskApiSettings *settings)
{
    g_clear_pointer(&settings->ci_list, g_strfreev);
    g_clear_pointer(&settings->client_id, g_free);
    g_clear_pointer(&settings->client_secret, g_free);
    g_clear_pointer(&settings->refused_file, g_free);
    g_clear_pointer(&settings->base_url, g_free);
}

void
desk_api_add_text(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, text);
}

static gboolean
check_media_type(const DeskApiRequest *request, GError **error)
{
    if (request->media_type != NULL &&
        g_ascii_strcasecmp(request->media_type, "application/json") == 0)
        return TRUE;
    g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                        "Content-Type is not application/json");
    return FALSE;
}

static gboolean
check_files(const DeskApiSettings *settings, const DeskBody *body, GError **error)
{
    for (guint i = 0; settings->refused_file != NULL && i < body->attachments->len; i++) {
        const DeskAttachment *attachment = g_ptr_array_index(body->attachments, i);
        if (!g_pattern_match_simple(settings->refused_file, attachment->name))
            continue;
        g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "file type is refused: %s",
                    attachment->name);
        return FALSE;
    }
    return TRUE;
}

DeskBody *
desk_api_read_body(const DeskApiSettings *settings, const DeskApiRequest *request,
                   const DeskRules *rules, GError **error)
{
    if (!check_media_type(request, error))
        return NULL;
    g_autoptr(DeskBody) body = desk_body_read(request->body, rules, error);
    return body != NULL && check_files(settings, body, error) ? g_steal_pointer(&body) : NULL;
}

gboolean
desk_api_check_ci(const DeskApiSettings *settings, const char *ci, GError **error)
{
    if (settings->ci_list == NULL || g_strv_contains((const char *const *)settings->ci_list, ci))
        return TRUE;
    g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "ci is not in the agreed list: %s", ci);
    return FALSE;
}

gboolean
desk_api_check_said(const DeskBody *body, GError **error)
{
    if (*desk_body_text(body, "comment") != '\0' || body->attachments->len > 0)
        return TRUE;
    g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                        "comment is empty and there are no attachments");
    return FALSE;
}

gboolean
desk_api_keep_attachments(DeskStore *store, gint64 ticket, const DeskBody *body, gint64 request,
                          GError **error)
{
    for (guint i = 0; i < body->attachments->len; i++) {
        const DeskAttachment *attachment = g_ptr_array_index(body->attachments, i);
        DeskNote note = {
            .text = attachment->name, .content_type = attachment->content_type, .request = request};
        if (!desk_notes_attach(store, ticket, &note, attachment->content, error))
            return FALSE;
    }
    return TRUE;
}
