/* token.h - the access token: OAuth 2.0 (RFC 6749), see token_grant.h.
 *
 * One token serves all processes of the host, from a cache file; one process at a time fetches.
 * Without a token no request to the API is made: no error here leaves doubt about a ticket.
 */
#pragma once

#include "config/config.h"
#include "gateway/ticket_system/http.h"

typedef struct Token Token;

/* Opens nothing yet. `config` and `http` have to live as long. (transfer full) */
Token *token_new(const Config *config, Http *http);
/* The same for [oauth], the provider of the mailbox; `config` has to have that. (transfer full) */
Token *token_new_for_mailbox(const Config *config, Http *http);
/* Overwrites the token, then frees. */
void token_free(Token *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Token, token_free)

/* Seconds that the token server's last response asked us to wait; -1: it did not. */
gint64 token_retry_after_s(const Token *token);

/* A token that is not too near its end: the one at hand, the one in the cache, or a new one. It
 * stays valid memory until the next call. Errors: DELIVERY_ERROR_API_UNAUTHORISED: the server gives
 * us none; _API_DOWN: it could not be asked, or talks nonsense; _API_BUSY: it wants us to wait;
 * _CONFIGURATION: address, or no secret to be read. (transfer none) */
const char *token_get(Token *token, GError **error);

/* The same, when the API has refused the last one: another process may have a new one already,
 * else it is fetched. (transfer none) */
const char *token_renew(Token *token, GError **error);

/* The same, always fetched. (transfer none) */
const char *token_fetch(Token *token, GError **error);
