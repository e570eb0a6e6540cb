#include "desk_oauth.h"

#include <libsoup/soup.h>
#include <string.h>

#include "desk_ledger.h"

/* Returns: (transfer full): name -> value; empty if there is no text. text: (nullable) */
static GHashTable *
decode_form(const char *text)
{
    return soup_form_decode(text != NULL ? text : "");
}

static GHashTable *
read_form(const DeskApiRequest *request, GError **error)
{
    gsize length = 0;
    const char *bytes = g_bytes_get_data(request->body, &length);
    if (request->media_type == NULL ||
        g_ascii_strcasecmp(request->media_type, "application/x-www-form-urlencoded") != 0) {
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                            "Content-Type is not application/x-www-form-urlencoded");
        return NULL;
    }
    g_autofree char *text = length > 0 ? g_strndup(bytes, length) : NULL;
    return decode_form(text);
}

static gboolean
check_grant_type(GHashTable *form, const char *query, GError **error)
{
    g_autoptr(GHashTable) parameters = decode_form(query);
    const char *grant_type = g_hash_table_lookup(parameters, "grant_type");
    if (grant_type == NULL)
        grant_type = g_hash_table_lookup(form, "grant_type");
    if (g_strcmp0(grant_type, "client_credentials") == 0)
        return TRUE;
    g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                        "grant_type is not client_credentials");
    return FALSE;
}

static gboolean
check_client(GHashTable *form, const DeskApiSettings *settings, GError **error)
{
    const char *id = g_hash_table_lookup(form, "client_id");
    const char *secret = g_hash_table_lookup(form, "client_secret");
    gboolean is_good = id != NULL && *id != '\0' && secret != NULL && *secret != '\0';
    if (is_good && settings->client_id != NULL)
        is_good =
            strcmp(id, settings->client_id) == 0 && g_strcmp0(secret, settings->client_secret) == 0;
    if (!is_good)
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_UNAUTHORIZED,
                            "client_id or client_secret is missing or wrong");
    return is_good;
}

/* Numbers are strings here, as the provider sends them. */
static void
add_number_text(JsonBuilder *builder, const char *name, gint64 number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, text);
}

DeskAnswer *
desk_oauth_run(DeskStore *store, const DeskApiSettings *settings, const DeskApiRequest *request,
               GError **error)
{
    g_autoptr(GHashTable) form = read_form(request, error);
    if (form == NULL || !check_grant_type(form, request->query, error) ||
        !check_client(form, settings, error))
        return NULL;
    g_autofree char *token = desk_ledger_issue_token(store, settings->token_lifetime_s, error);
    if (token == NULL)
        return NULL;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "access_token");
    json_builder_add_string_value(builder, token);
    json_builder_set_member_name(builder, "token_type");
    json_builder_add_string_value(builder, "Bearer");
    add_number_text(builder, "expires_in", settings->token_lifetime_s);
    add_number_text(builder, "issued_at", desk_clock_now_ms());
    json_builder_set_member_name(builder, "status");
    json_builder_add_string_value(builder, "approved");
    json_builder_end_object(builder);
    return desk_answer_new_json(200, json_builder_get_root(builder));
}
