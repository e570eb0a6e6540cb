#pragma once

/*
 * The tokens that were handed out and the log of every API request. This module owns how both are
 * kept (a token only as its SHA-256); it refuses to know what a request asks for.
 */

#include "desk_store.h"

/* Returns: (transfer full) (nullable): 64 random hexadecimal digits, or NULL with
 * DESK_ERROR_STORAGE. */
char *desk_ledger_new_secret(GError **error);

/*
 * Makes a token that lives for lifetime_s seconds, and forgets those that are dead.
 *
 * Returns: (transfer full) (nullable): 64 hexadecimal digits, or NULL with DESK_ERROR_STORAGE.
 */
char *desk_ledger_issue_token(DeskStore *store, gint64 lifetime_s, GError **error);

/*
 * Checks the value of an Authorization header (nullable). Errors: DESK_ERROR_UNAUTHORIZED when it
 * is missing, no Bearer token, unknown or dead; DESK_ERROR_STORAGE.
 */
gboolean desk_ledger_check_token(DeskStore *store, const char *authorization, GError **error);

/* Every token is dead from now on. Errors: DESK_ERROR_STORAGE. */
gboolean desk_ledger_revoke_tokens(DeskStore *store, GError **error);

typedef struct {
    const char *operation; /* token, create, update, get, list or other */
    const char *method;
    const char *path;
    gint64 bytes; /* of the body */
} DeskLogEntry;

/* Writes a request down as it comes in. Returns: its id, or 0 with DESK_ERROR_STORAGE. */
gint64 desk_ledger_log(DeskStore *store, const DeskLogEntry *entry, GError **error);

/*
 * Writes down how the request with this id ended: the status that was answered, 0 where none was,
 * and the fault line (nullable) that hit it. Errors: DESK_ERROR_STORAGE.
 */
gboolean desk_ledger_log_end(DeskStore *store, gint64 id, guint status, const char *fault,
                             GError **error);
