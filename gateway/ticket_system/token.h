/* token.h - gets the access token: OAuth 2.0 (RFC 6749), see token_grant.h.
 *
 * All processes of the host share one token, in a cache file; one process at a time fetches it.
 * Without a token no request is sent to the API, so an error here never leaves a ticket in doubt.
 */
#pragma once

#include "config/config.h"
#include "gateway/ticket_system/http.h"

typedef struct Token Token;

/* Opens nothing yet. `config` and `http` must live as long. (transfer full) */
Token *token_new(const Config *config, Http *http);
/* The same for [oauth], the provider of the mailbox; `config` must have this group. (transfer full)
 */
Token *token_new_for_mailbox(const Config *config, Http *http);
/* Overwrites the token, then frees. */
void token_free(Token *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Token, token_free)

/* Seconds that the token server's last response asked us to wait; -1: it did not. */
gint64 token_retry_after_s(const Token *token);

/* A token that does not expire soon: the current one, the one in the cache, or a new one. The
 * string is valid until the next call. Errors: DELIVERY_ERROR_API_UNAUTHORISED: the server refuses
 * us a token; _API_DOWN: it cannot be reached, or its response is invalid; _API_BUSY: it asks us to
 * wait; _CONFIGURATION: the address is wrong or the secret cannot be read. (transfer none) */
const char *token_get(Token *token, GError **error);

/* The same, after the API refused the last token: takes a new one from another process, or fetches
 * one. (transfer none) */
const char *token_renew(Token *token, GError **error);

/* The same, but always fetches a new token. (transfer none) */
const char *token_fetch(Token *token, GError **error);
