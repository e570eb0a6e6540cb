#include "desk_ledger.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define TOKEN_BYTES 32

static char *
hash_token(const char *token)
{
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, token, -1);
}

char *
desk_ledger_new_secret(GError **error)
{
    unsigned char bytes[TOKEN_BYTES];
    if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes)) {
        g_set_error(error, DESK_ERROR, DESK_ERROR_STORAGE, "no random bytes: %s",
                    g_strerror(errno));
        return NULL;
    }
    g_autoptr(GString) token = g_string_sized_new(2 * sizeof(bytes));
    for (gsize i = 0; i < sizeof(bytes); i++)
        g_string_append_printf(token, "%02x", bytes[i]);
    return g_string_free(g_steal_pointer(&token), FALSE);
}

static gboolean
drop_dead_tokens(DeskStore *store, GError **error)
{
    g_autoptr(DeskStatement) drop =
        desk_store_prepare(store, "DELETE FROM tokens WHERE expires <= ?", error);
    if (drop == NULL)
        return FALSE;
    desk_statement_bind_int(drop, 1, desk_clock_now_ms());
    return desk_statement_step(drop, NULL, error);
}

char *
desk_ledger_issue_token(DeskStore *store, gint64 lifetime_s, GError **error)
{
    g_autofree char *token = desk_ledger_new_secret(error);
    if (token == NULL || !drop_dead_tokens(store, error))
        return NULL;
    g_autofree char *hash = hash_token(token);
    g_autoptr(DeskStatement) insert =
        desk_store_prepare(store, "INSERT INTO tokens (hash, expires) VALUES (?, ?)", error);
    if (insert == NULL)
        return NULL;
    desk_statement_bind_text(insert, 1, hash);
    desk_statement_bind_int(insert, 2, desk_clock_now_ms() + lifetime_s * 1000);
    if (!desk_statement_step(insert, NULL, error))
        return NULL;
    return g_steal_pointer(&token);
}

gboolean
desk_ledger_check_token(DeskStore *store, const char *authorization, GError **error)
{
    static const char scheme[] = "Bearer ";
    gboolean has_row = FALSE;
    if (authorization == NULL ||
        g_ascii_strncasecmp(authorization, scheme, sizeof(scheme) - 1) != 0) {
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_UNAUTHORIZED, "no Bearer token");
        return FALSE;
    }
    g_autofree char *hash = hash_token(authorization + sizeof(scheme) - 1);
    g_autoptr(DeskStatement) find =
        desk_store_prepare(store, "SELECT 1 FROM tokens WHERE hash = ? AND expires > ?", error);
    if (find == NULL)
        return FALSE;
    desk_statement_bind_text(find, 1, hash);
    desk_statement_bind_int(find, 2, desk_clock_now_ms());
    if (!desk_statement_step(find, &has_row, error))
        return FALSE;
    if (!has_row)
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_UNAUTHORIZED,
                            "the token is unknown or dead");
    return has_row;
}

gboolean
desk_ledger_revoke_tokens(DeskStore *store, GError **error)
{
    g_autoptr(DeskStatement) revoke = desk_store_prepare(store, "DELETE FROM tokens", error);
    return revoke != NULL && desk_statement_step(revoke, NULL, error);
}

gint64
desk_ledger_log(DeskStore *store, const DeskLogEntry *entry, GError **error)
{
    g_autoptr(DeskStatement) insert = desk_store_prepare(
        store, "INSERT INTO requests (time, operation, method, path, bytes) VALUES (?, ?, ?, ?, ?)",
        error);
    if (insert == NULL)
        return 0;
    desk_statement_bind_int(insert, 1, desk_clock_now_ms());
    desk_statement_bind_text(insert, 2, entry->operation);
    desk_statement_bind_text(insert, 3, entry->method);
    desk_statement_bind_text(insert, 4, entry->path);
    desk_statement_bind_int(insert, 5, entry->bytes);
    return desk_statement_step(insert, NULL, error) ? desk_store_last_id(store) : 0;
}

gboolean
desk_ledger_log_end(DeskStore *store, gint64 id, guint status, const char *fault, GError **error)
{
    g_autoptr(DeskStatement) update = desk_store_prepare(
        store, "UPDATE requests SET status = ?, fault = coalesce(?, '') WHERE id = ?", error);
    if (update == NULL)
        return FALSE;
    desk_statement_bind_int(update, 1, status);
    desk_statement_bind_text(update, 2, fault);
    desk_statement_bind_int(update, 3, id);
    return desk_statement_step(update, NULL, error);
}
