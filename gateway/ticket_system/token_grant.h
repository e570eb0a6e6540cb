/* token_grant.h - what is asked of a token server, and on whose behalf (RFC 6749).
 *
 * Two accounts get tokens: that of the Incident API, by client credentials (section 4.4), and that
 * of the mailbox at a provider, by client credentials or a refresh token (section 6).
 */
#pragma once

#include "config/config.h"

/* Nothing here is owned: all of it is the configuration's. */
typedef struct {
    const char *group; /* of the configuration, for messages: "api" or "oauth" */
    const char *url;
    const char *client_id;
    const char *client_secret_file; /* or NULL: a public client */
    const char *scope;              /* or NULL: the server's choice */
    const char *refresh_token_file; /* or NULL: client credentials */
    const char *cache;              /* of tokens, see token_cache.h */
    gboolean is_grant_in_url;       /* as the Incident API wants it; else in the form */
    gboolean is_always_verified;    /* TLS, whatever [api] insecure says */
} TokenGrant;

TokenGrant token_grant_for_api(const Config *config);
/* [oauth] of the configuration, which has to have a token_url. */
TokenGrant token_grant_for_mailbox(const Config *config);

/* Where the request goes. (transfer full) */
char *token_grant_url(const TokenGrant *grant);

/* The form that is sent, application/x-www-form-urlencoded, with the secrets in it.
 * DELIVERY_ERROR_CONFIGURATION: a secret cannot be read. (transfer full; free with
 * http_secret_free) */
char *token_grant_form(const TokenGrant *grant, const Config *config, GError **error);

/* Keeps a refresh token that the server gave in place of the last one (section 6), if it is
 * another: its file is replaced, mode 0600, and synced, since the last one may have ended. Call it
 * by one process at a time. DELIVERY_ERROR_TEMPORARY: it could not be written. */
gboolean token_grant_keep(const TokenGrant *grant, const Config *config, const char *refresh_token,
                          GError **error);

/* What an operator can do about a refusal, to be put behind the message: "; check ...". `code` is
 * the server's (section 5.2). (transfer full) */
char *token_grant_advice(const TokenGrant *grant, const char *code);
