/* token_grant.c - see token_grant.h. Sends nothing and logs nothing. */
#include "gateway/ticket_system/token_grant.h"

#include <errno.h>
#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/http.h"
#include "gateway/ticket_system/token_cache.h"

#define GRANT "grant_type=client_credentials"
#define UNRESERVED "-._~"

TokenGrant
token_grant_for_api(const Config *config)
{
    return (TokenGrant){
        .group = "api",
        .url = config->token_url,
        .client_id = config->client_id,
        .client_secret_file = config->client_secret_file,
        .cache = config->token_cache,
        .is_grant_in_url = TRUE,
    };
}

TokenGrant
token_grant_for_mailbox(const Config *config)
{
    return (TokenGrant){
        .group = "oauth",
        .url = config->oauth_token_url,
        .client_id = config->oauth_client_id,
        .client_secret_file = config->oauth_client_secret_file,
        .scope = config->oauth_scope,
        .refresh_token_file = config->oauth_refresh_token_file,
        .cache = config->oauth_token_cache,
        .is_always_verified = TRUE,
    };
}

char *
token_grant_url(const TokenGrant *grant)
{
    if (!grant->is_grant_in_url || strstr(grant->url, GRANT) != NULL)
        return g_strdup(grant->url);
    return g_strconcat(grant->url, strchr(grant->url, '?') != NULL ? "&" : "?", GRANT, NULL);
}

/* `what` is the key without "_file". */
static char *
read_secret(const TokenGrant *grant, const Config *config, const char *what, GError **error)
{
    g_autoptr(GError) why = NULL;
    gboolean is_client = strcmp(what, "client_secret") == 0;
    g_autofree char *key = g_strdup_printf("[%s] %s_file", grant->group, what);
    char *secret = config_secret_read(
        config, key, is_client ? grant->client_secret_file : grant->refresh_token_file, &why);

    if (secret == NULL)
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, "no %s: %s",
                    is_client ? "client secret" : "refresh token", why->message);
    return secret;
}

/* Returns `form` (transfer full) with "&name=value" appended, and leaves no copy in memory. */
static char *
add_field(char *form, const char *name, const char *value)
{
    char *escaped = g_uri_escape_string(value, UNRESERVED, FALSE);
    char *longer = g_strconcat(form, *form != '\0' ? "&" : "", name, "=", escaped, NULL);

    http_secret_free(escaped);
    http_secret_free(form);
    return longer;
}

/* NULL if its file cannot be read; `form` is then freed. */
static char *
add_secret(char *form, const TokenGrant *grant, const Config *config, const char *what,
           GError **error)
{
    char *secret = read_secret(grant, config, what, error);

    if (secret == NULL) {
        http_secret_free(form);
        return NULL;
    }
    form = add_field(form, what, secret);
    config_secret_free(secret);
    return form;
}

char *
token_grant_form(const TokenGrant *grant, const Config *config, GError **error)
{
    char *form = add_field(g_strdup(""), "client_id", grant->client_id);

    if (grant->client_secret_file != NULL)
        form = add_secret(form, grant, config, "client_secret", error);
    if (form != NULL && grant->refresh_token_file != NULL)
        form = add_secret(form, grant, config, "refresh_token", error);
    if (form != NULL && !grant->is_grant_in_url)
        form =
            add_field(form, "grant_type",
                      grant->refresh_token_file != NULL ? "refresh_token" : "client_credentials");
    if (form != NULL && grant->scope != NULL)
        form = add_field(form, "scope", grant->scope);
    return form;
}

gboolean
token_grant_keep(const TokenGrant *grant, const Config *config, const char *refresh_token,
                 GError **error)
{
    if (grant->refresh_token_file == NULL || refresh_token == NULL ||
        !token_value_is_valid(refresh_token))
        return TRUE;
    char *last = read_secret(grant, config, "refresh_token", NULL);
    gboolean is_same = g_strcmp0(last, refresh_token) == 0;
    config_secret_free(last);
    if (is_same)
        return TRUE;
    char *line = g_strconcat(refresh_token, "\n", NULL);
    gboolean is_written = token_cache_replace(grant->refresh_token_file, line, TRUE);
    if (!is_written)
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                    "[%s] refresh_token_file: the provider gave a new refresh token, and it cannot "
                    "be written to %s: %s; the file's directory has to be writable",
                    grant->group, grant->refresh_token_file, g_strerror(errno));
    http_secret_free(line);
    return is_written;
}

char *
token_grant_advice(const TokenGrant *grant, const char *code)
{
    if (grant->refresh_token_file != NULL && strcmp(code, "invalid_grant") == 0)
        return g_strdup_printf("; the consent has ended: get a new refresh token and put it into "
                               "[%s] refresh_token_file",
                               grant->group);
    return g_strdup_printf("; check [%s] client_id and the secret in client_secret_file",
                           grant->group);
}
