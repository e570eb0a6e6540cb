#pragma once

/*
 * The tokens that were issued, and the log of all API requests. A token is only stored as its
 * SHA-256. Does not depend on what a request asks for.
 */

#include "desk_store.h"

/* Returns: (transfer full) (nullable): 64 random hexadecimal digits, or NULL with
 * DESK_ERROR_STORAGE. */
char *desk_ledger_new_secret(GError **error);

/*
 * Makes a token that is valid for lifetime_s seconds, and deletes expired ones.
 *
 * Returns: (transfer full) (nullable): 64 hexadecimal digits, or NULL with DESK_ERROR_STORAGE.
 */
char *desk_ledger_issue_token(DeskStore *store, gint64 lifetime_s, GError **error);

/*
 * Checks the value of an Authorization header (nullable). Errors: DESK_ERROR_UNAUTHORIZED if it is
 * missing, not a Bearer token, unknown or expired; DESK_ERROR_STORAGE.
 */
gboolean desk_ledger_check_token(DeskStore *store, const char *authorization, GError **error);

/* Makes every token invalid. Errors: DESK_ERROR_STORAGE. */
gboolean desk_ledger_revoke_tokens(DeskStore *store, GError **error);

typedef struct {
    const char *operation; /* token, create, update, get, list or other */
    const char *method;
    const char *path;
    gint64 bytes; /* of the body */
} DeskLogEntry;

/* Logs a request when it arrives. Returns: its id, or 0 with DESK_ERROR_STORAGE. */
gint64 desk_ledger_log(DeskStore *store, const DeskLogEntry *entry, GError **error);

/*
 * Logs how the request with this id ended: the status of the answer (0 if it got none), and the
 * fault line (nullable) that was used. Errors: DESK_ERROR_STORAGE.
 */
gboolean desk_ledger_log_end(DeskStore *store, gint64 id, guint status, const char *fault,
                             GError **error);
