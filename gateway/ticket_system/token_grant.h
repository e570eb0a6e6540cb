/* token_grant.h - what to ask from a token server, and for which account (RFC 6749).
 *
 * Two accounts get tokens: that of the Incident API, by client credentials (section 4.4), and that
 * of the mailbox at a provider, by client credentials or a refresh token (section 6). */
#pragma once

#include "config/config.h"

/* All strings belong to the configuration. */
typedef struct {
    const char *group; /* group of the configuration, for messages: "api" or "oauth" */
    const char *url;
    const char *client_id;
    const char *client_secret_file; /* or NULL: a public client */
    const char *scope;              /* or NULL: the server's choice */
    const char *refresh_token_file; /* or NULL: client credentials */
    const char *cache;              /* of tokens, see token_cache.h */
    gboolean is_grant_in_url;       /* as the Incident API requires; else in the form */
    gboolean is_always_verified;    /* verify TLS even with [api] insecure */
} TokenGrant;

TokenGrant token_grant_for_api(const Config *config);
/* For [oauth] of the configuration, which must have a token_url. */
TokenGrant token_grant_for_mailbox(const Config *config);

/* The URL of the request. (transfer full) */
char *token_grant_url(const TokenGrant *grant);

/* The form to send, application/x-www-form-urlencoded. It contains the secrets.
 * DELIVERY_ERROR_CONFIGURATION: a secret cannot be read. (transfer full; free with
 * http_secret_free) */
char *token_grant_form(const TokenGrant *grant, const Config *config, GError **error);

/* Stores a new refresh token from the server (section 6), if it differs from the last: replaces its
 * file, mode 0600, and syncs it, because the old token may no longer be valid. Only one process may
 * call it at a time. DELIVERY_ERROR_TEMPORARY: it could not be written. */
gboolean token_grant_keep(const TokenGrant *grant, const Config *config, const char *refresh_token,
                          GError **error);

/* What an operator can do about a refusal, to append to the message: "; check ...". `code` is the
 * server's error code (section 5.2). (transfer full) */
char *token_grant_advice(const TokenGrant *grant, const char *code);
