#pragma once

/* The token endpoint: OAuth 2.0 client credentials (RFC 6749 section 4.4), in the provider's form.
 */

#include "desk_api.h"

/*
 * Answers a token request: grant_type in the query (or the form), client_id and client_secret in
 * the form.
 *
 * Returns: (transfer full) (nullable): the answer; NULL with DESK_ERROR_BAD_REQUEST,
 * DESK_ERROR_UNAUTHORIZED or DESK_ERROR_STORAGE.
 */
DeskAnswer *desk_oauth_run(DeskStore *store, const DeskApiSettings *settings,
                           const DeskApiRequest *request, GError **error);
