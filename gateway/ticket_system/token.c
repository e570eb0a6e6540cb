/* token.c - see token.h.
 *
 * Requests a token, or takes it from the cache; token_grant.c has the content of the request.
 * Overwrites our copies of secret and token after use; the copies inside libcurl and json-glib
 * cannot be reached. Neither is ever part of an error. */
#include "gateway/ticket_system/token.h"

#include "gateway/delivery_error.h"
#include "gateway/log.h"
#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/token_cache.h"
#include "gateway/ticket_system/token_grant.h"

#include <string.h>
#include <unistd.h>

#define ANSWER_MAX_BYTES (64 * 1024)
/* Used if the response does not say how long the token is valid. */
#define DEFAULT_LIFE_S 300
#define LIFE_MAX_S (30 * 24 * 60 * 60)

struct Token {
    const Config *config;
    Http *http;
    TokenGrant (*grant)(const Config *config);
    char *owner;          /* line in the cache file: URL and client of the token */
    TokenEntry *entry;    /* the current one, or NULL */
    gint64 retry_after_s; /* of the last response; -1: none */
};

static gint64
now_s(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

static Token *
new_for(const Config *config, Http *http, TokenGrant (*grant_of)(const Config *config))
{
    Token *token = g_new0(Token, 1);
    const TokenGrant grant = grant_of(config);
    g_autofree char *who = g_strconcat(grant.url, "\n", grant.client_id,
                                       grant.scope != NULL ? "\n" : NULL, grant.scope, NULL);

    token->config = config;
    token->grant = grant_of;
    token->http = http;
    token->retry_after_s = -1;
    token->owner = g_compute_checksum_for_string(G_CHECKSUM_SHA256, who, -1);
    return token;
}

Token *
token_new(const Config *config, Http *http)
{
    return new_for(config, http, token_grant_for_api);
}

Token *
token_new_for_mailbox(const Config *config, Http *http)
{
    return new_for(config, http, token_grant_for_mailbox);
}

void
token_free(Token *token)
{
    if (token == NULL)
        return;
    g_free(token->owner);
    token_entry_free(token->entry);
    g_free(token);
}

static const char *
keep_entry(Token *token, TokenEntry *entry)
{
    token_entry_free(token->entry);
    token->entry = entry;
    return entry->value;
}

/* The code that section 5.2 allows, e.g. "invalid_client"; some API gateways call it ErrorCode.
 * Nothing else of the response, which may repeat what we sent. */
static char *
error_code(const HttpResponse *response)
{
    g_autoptr(JsonNode) root = json_response_parse(response->body->str, response->body->len, NULL);
    static const char *const names[] = {"error", "ErrorCode", "Error"};
    JsonObject *object = root != NULL ? json_response_object(root) : NULL;

    for (guint i = 0; object != NULL && i < G_N_ELEMENTS(names); i++) {
        g_autofree char *code = json_response_text(object, names[i]);
        if (code != NULL && *code != '\0' && strlen(code) <= 40 &&
            strspn(code, "abcdefghijklmnopqrstuvwxyz_") == strlen(code))
            return g_steal_pointer(&code);
    }
    return g_strdup("no reason given");
}

/* Appends `text` if it has at most `max` characters, all of them letters or in `others`. */
static void
append_words(GString *reason, const char *text, const char *others, gsize max)
{
    gsize length = 0;

    while (text != NULL && text[length] != '\0' &&
           (g_ascii_isalpha(text[length]) || strchr(others, text[length]) != NULL))
        length++;
    if (length > 0 && text[length] == '\0' && length <= max)
        g_string_append_printf(reason, "%s%s", reason->len > 0 ? ": " : "", text);
}

/* Whether `text` contains one of the secrets of a form. */
static gboolean
holds_secret(const char *text, const char *form)
{
    g_auto(GStrv) fields = g_strsplit(form != NULL ? form : "", "&", -1);
    gboolean is_found = FALSE;

    for (guint i = 0; fields[i] != NULL; i++) {
        const char *value = strchr(fields[i], '=');
        gboolean is_secret = g_str_has_prefix(fields[i], "client_secret=") ||
                             g_str_has_prefix(fields[i], "refresh_token=");
        char *secret = is_secret ? g_uri_unescape_string(value + 1, NULL) : NULL;

        is_found |= secret != NULL && *secret != '\0' && strstr(text, secret) != NULL;
        http_secret_free(secret);
        explicit_bzero(fields[i], strlen(fields[i]));
    }
    return is_found;
}

/* The same for the log, with the ErrorCode and Error of the usual API gateways, and the
 * transaction. (transfer full) */
static char *
error_reason(const HttpResponse *response, const char *code, const char *form)
{
    g_autoptr(JsonNode) root = json_response_parse(response->body->str, response->body->len, NULL);
    JsonObject *object = root != NULL ? json_response_object(root) : NULL;
    g_autofree char *id = json_response_transaction_id(response->body->str, response->body->len);
    g_autoptr(GString) reason = g_string_new(NULL);

    if (object != NULL) {
        g_autofree char *number = json_response_text(object, "ErrorCode");
        g_autofree char *text = json_response_text(object, "Error");

        append_words(reason, number, "0123456789_.-", 40);
        append_words(reason, text, "0123456789 _.,;:'()-", 160);
    }
    if (reason->len == 0)
        g_string_append(reason, code);
    if (id != NULL)
        g_string_append_printf(reason, ", transaction %s", id);
    return g_strdup(holds_secret(reason->str, form)
                        ? "its reason holds a secret of ours and is not shown"
                        : reason->str);
}

/* Whether the client is not accepted, whatever the status: some servers answer 500 then. */
static gboolean
is_credential_code(const char *code)
{
    return strcmp(code, "invalid_client") == 0 || strcmp(code, "unauthorized_client") == 0;
}

/* A response that is not a success; `form` is what was sent. */
static void
set_status_error(const TokenGrant *grant, const HttpResponse *response, const char *form,
                 GError **error)
{
    g_autofree char *code = error_code(response);
    g_autofree char *reason = error_reason(response, code, form);
    DeliveryError class = DELIVERY_ERROR_API_DOWN;

    if (is_credential_code(code) || response->status == 400 || response->status == 401 ||
        response->status == 403)
        class = DELIVERY_ERROR_API_UNAUTHORISED;
    else if (response->status == 404 || response->status == 405)
        class = DELIVERY_ERROR_CONFIGURATION;
    else if (response->status == 429 || (response->status == 503 && response->retry_after_s >= 0))
        class = DELIVERY_ERROR_API_BUSY;
    g_autofree char *advice = class == DELIVERY_ERROR_API_UNAUTHORISED
                                  ? token_grant_advice(grant, code)
                              : class == DELIVERY_ERROR_CONFIGURATION
                                  ? g_strdup_printf("; check [%s] token_url", grant->group)
                                  : g_strdup("");
    g_set_error(error, DELIVERY_ERROR, class, "the token server answers %ld (%s)%s",
                response->status, reason, advice);
}

/* The token in the response's object (section 5.1); NULL if it has no token that can be used. */
static TokenEntry *
read_object(JsonObject *object)
{
    g_autoptr(TokenEntry) entry = g_new0(TokenEntry, 1);
    g_autofree char *type = json_response_text(object, "token_type");
    g_autofree char *status = json_response_text(object, "status");

    entry->value = json_response_text(object, "access_token");
    entry->obtained_s = now_s();
    entry->expires_in_s = json_response_number(object, "expires_in", DEFAULT_LIFE_S);
    entry->expires_in_s = CLAMP(entry->expires_in_s, 0, LIFE_MAX_S);
    if (entry->value == NULL || !token_value_is_valid(entry->value))
        return NULL;
    if (type != NULL && g_ascii_strcasecmp(type, "Bearer") != 0 &&
        g_ascii_strcasecmp(type, "BearerToken") != 0)
        return NULL;
    if (status != NULL && g_ascii_strcasecmp(status, "approved") != 0)
        return NULL;
    return g_steal_pointer(&entry);
}

static TokenEntry *
read_response(const Token *token, const HttpResponse *response, const char *form, GError **error)
{
    const TokenGrant grant = token->grant(token->config);
    g_autoptr(GError) why = NULL;
    g_autoptr(JsonNode) root = NULL;
    JsonObject *object = NULL;
    TokenEntry *entry = NULL;

    if (response->status != 200 && response->status != 201) {
        set_status_error(&grant, response, form, error);
        return NULL;
    }
    if (!response->is_complete) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN,
                    "the token server's response broke off: %s", response->problem);
        return NULL;
    }
    root = json_response_parse(response->body->str, response->body->len, NULL);
    object = root != NULL ? json_response_object(root) : NULL;
    if (object == NULL) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN,
                            "the token server's response is not a JSON object");
        return NULL;
    }
    entry = read_object(object);
    char *refresh_token = json_response_text(object, "refresh_token");
    if (entry != NULL && !token_grant_keep(&grant, token->config, refresh_token, &why))
        log_error("token", "%s", why->message);
    http_secret_free(refresh_token);
    if (entry == NULL)
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_API_UNAUTHORISED,
                            "the token server's response holds no bearer token");
    return entry;
}

static TokenEntry *
request_entry(Token *token, GError **error)
{
    const TokenGrant grant = token->grant(token->config);
    g_autoptr(HttpResponse) response = NULL;
    g_autoptr(GError) why = NULL;
    g_autofree char *url = token_grant_url(&grant);
    char *form = token_grant_form(&grant, token->config, error);
    HttpRequest request = {.method = "POST",
                           .url = url,
                           .form = form,
                           .max_response_bytes = ANSWER_MAX_BYTES,
                           .is_always_verified = grant.is_always_verified};

    if (form == NULL)
        return NULL;
    response = http_send(token->http, &request, &why);
    token->retry_after_s = response != NULL ? response->retry_after_s : -1;
    TokenEntry *entry = response != NULL ? read_response(token, response, form, error) : NULL;
    http_secret_free(form);
    if (response != NULL)
        return entry;
    /* An interrupted exchange with the token server leaves no ticket in doubt. */
    if (g_error_matches(why, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT))
        why->code = DELIVERY_ERROR_API_DOWN;
    g_propagate_prefixed_error(error, g_steal_pointer(&why), "no token: ");
    return NULL;
}

static const char *
fetch_and_cache(Token *token, GError **error)
{
    g_autoptr(GError) why = NULL;
    TokenEntry *entry = request_entry(token, error);

    if (entry == NULL)
        return NULL;
    if (entry->expires_in_s > 0 &&
        !token_cache_write(token->grant(token->config).cache, token->owner, entry, &why))
        log_warning("token", "%s; the next process will fetch a token of its own", why->message);
    return keep_entry(token, entry);
}

/* The token that another process put into the cache, unless it is `refused`. */
static const char *
take_cached(Token *token, const char *refused)
{
    g_autoptr(TokenEntry) entry = token_cache_read(token->grant(token->config).cache, token->owner);

    if (entry == NULL || !token_entry_is_fresh(entry, now_s()) ||
        g_strcmp0(entry->value, refused) == 0)
        return NULL;
    return keep_entry(token, g_steal_pointer(&entry));
}

/* One process at a time: a process that waited for the lock finds the token in the cache. */
static const char *
fetch_locked(Token *token, const char *refused, GError **error)
{
    g_autoptr(GError) why = NULL;
    const char *value = NULL;
    int lock = token_cache_lock(token->grant(token->config).cache, http_deadline_us(token->http),
                                http_heartbeat(token->http), &why);

    if (lock < 0 && (g_error_matches(why, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN) ||
                     g_error_matches(why, DELIVERY_ERROR, DELIVERY_ERROR_BUSY))) {
        g_propagate_error(error, g_steal_pointer(&why));
        return NULL;
    }
    if (lock < 0)
        log_warning("token", "%s", why->message);
    value = take_cached(token, refused);
    if (value == NULL)
        value = fetch_and_cache(token, error);
    if (lock >= 0)
        close(lock);
    return value;
}

gint64
token_retry_after_s(const Token *token)
{
    return token->retry_after_s;
}

const char *
token_get(Token *token, GError **error)
{
    const char *value = NULL;

    if (token->entry != NULL && token_entry_is_fresh(token->entry, now_s()))
        return token->entry->value;
    value = take_cached(token, NULL);
    return value != NULL ? value : fetch_locked(token, NULL, error);
}

const char *
token_renew(Token *token, GError **error)
{
    g_autoptr(TokenEntry) refused = g_steal_pointer(&token->entry);

    return fetch_locked(token, refused != NULL ? refused->value : NULL, error);
}

const char *
token_fetch(Token *token, GError **error)
{
    return fetch_and_cache(token, error);
}
