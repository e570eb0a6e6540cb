/* sqlite_statement.c - statements, transactions and durability with SQLite.
 *
 * Runs prepared statements; does not know the tables. Statements are prepared at their first use,
 * because a delivery uses only a few of them and each costs time. */
#include "gateway/journal/store/sqlite_internal.h"
#include "gateway/journal/store/sqlite_repair.h"

typedef struct {
    StoreStatement statement;
    sqlite3_stmt *handle;
} SqliteStatement;

sqlite3_stmt *
sqlite_handle_of(StoreStatement *statement)
{
    return ((SqliteStatement *)statement)->handle;
}

static SqliteStore *
store_of(StoreStatement *statement)
{
    return (SqliteStore *)statement->store;
}

static StoreError
error_of(int code)
{
    if (code == SQLITE_READONLY_DBMOVED)
        return STORE_ERROR_GONE;
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return STORE_ERROR_BUSY;
    case SQLITE_FULL:
        return STORE_ERROR_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return STORE_ERROR_DAMAGED;
    case SQLITE_READONLY:
        return STORE_ERROR_READ_ONLY;
    case SQLITE_CANTOPEN:
        return STORE_ERROR_GONE;
    default:
        return STORE_ERROR_OTHER;
    }
}

gboolean
sqlite_is_damage(int code)
{
    return error_of(code) == STORE_ERROR_DAMAGED;
}

/* Whether a table is missing because the store was closed since it was opened. */
static gboolean
is_closed(const SqliteStore *store, int code)
{
    gint64 version = 0;

    return code == SQLITE_ERROR && !store->store.is_for_move &&
           sqlite_read_number(store, "PRAGMA user_version", &version) == SQLITE_OK &&
           store_state_of(version) >= STORE_CLOSED;
}

gboolean
sqlite_fail(const SqliteStore *store, int code, const char *what, GError **error)
{
    if (sqlite_is_damage(code))
        sqlite_repair_mark(store->path);
    if (is_closed(store, code))
        return sqlite_move_refuse(store, error);
    g_set_error(error, STORE_ERROR, error_of(code), "%s: %s", what, sqlite3_errstr(code));
    return FALSE;
}

StoreStatement *
sqlite_prepare(Store *store, const char *sql, GError **error)
{
    SqliteStore *self = (SqliteStore *)store;
    sqlite3_stmt *handle = NULL;
    int code = sqlite3_prepare_v3(self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);

    if (code != SQLITE_OK) {
        sqlite_fail(self, code, "prepare", error);
        return NULL;
    }
    SqliteStatement *statement = g_new(SqliteStatement, 1);
    *statement = (SqliteStatement){.statement.store = store, .handle = handle};
    return &statement->statement;
}

void
sqlite_free_statement(StoreStatement *statement)
{
    sqlite3_finalize(sqlite_handle_of(statement));
    g_free(statement);
}

static gboolean
check_bound(StoreStatement *statement, int code, GError **error)
{
    return code == SQLITE_OK || sqlite_fail(store_of(statement), code, "bind", error);
}

gboolean
sqlite_bind_text(StoreStatement *statement, int index, const char *text, GError **error)
{
    int code = sqlite3_bind_text(sqlite_handle_of(statement), index, text, -1, SQLITE_STATIC);
    return check_bound(statement, code, error);
}

gboolean
sqlite_bind_int64(StoreStatement *statement, int index, gint64 number, GError **error)
{
    return check_bound(statement, sqlite3_bind_int64(sqlite_handle_of(statement), index, number),
                       error);
}

gboolean
sqlite_bind_blob(StoreStatement *statement, int index, GBytes *bytes, GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    int code = sqlite3_bind_blob64(sqlite_handle_of(statement), index, data != NULL ? data : "",
                                   size, SQLITE_STATIC);
    return check_bound(statement, code, error);
}

void
sqlite_reset(StoreStatement *statement)
{
    sqlite3_reset(sqlite_handle_of(statement));
    sqlite3_clear_bindings(sqlite_handle_of(statement));
}

StoreRow
sqlite_step(StoreStatement *statement, GError **error)
{
    int code = sqlite3_step(sqlite_handle_of(statement));

    if (code == SQLITE_ROW)
        return STORE_ROW_FOUND;
    if (code == SQLITE_DONE)
        return STORE_ROW_NONE;
    sqlite_fail(store_of(statement), code,
                sqlite3_stmt_readonly(sqlite_handle_of(statement)) ? "read" : "write", error);
    return STORE_ROW_ERROR;
}

const char *
sqlite_column_text(StoreStatement *statement, int column)
{
    return (const char *)sqlite3_column_text(sqlite_handle_of(statement), column);
}

gint64
sqlite_column_int64(StoreStatement *statement, int column)
{
    return sqlite3_column_int64(sqlite_handle_of(statement), column);
}

GBytes *
sqlite_column_blob(StoreStatement *statement, int column)
{
    const void *data = sqlite3_column_blob(sqlite_handle_of(statement), column);
    return g_bytes_new(data, (gsize)sqlite3_column_bytes(sqlite_handle_of(statement), column));
}

/* Syncs what was committed. SQLite would do that inside COMMIT (synchronous=FULL) while it holds
 * the write lock, so processes would sync one after the other. Here they sync at the same time, and
 * the file system combines the writes. A process continues with its mail only after its own sync,
 * so it never relies on data that is not on disk. */
static gboolean
bring_to_disk(SqliteStore *store, GError **error)
{
    int changes = sqlite3_total_changes(store->db);
    sqlite3_file *log = NULL;

    if (!store->store.is_durable || !sqlite3_get_autocommit(store->db) ||
        changes == store->synced_changes)
        return TRUE;
    int code = sqlite3_file_control(store->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (code == SQLITE_OK && (log == NULL || log->pMethods == NULL))
        code = SQLITE_IOERR_FSYNC;
    if (code == SQLITE_OK)
        code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK)
        return sqlite_fail(store, code, "sync", error);
    store->synced_changes = changes;
    return TRUE;
}

gboolean
sqlite_run(StoreStatement *statement, guint *ret_changes, GError **error)
{
    SqliteStore *store = store_of(statement);
    StoreRow row = sqlite_step(statement, error);

    sqlite_reset(statement);
    if (row == STORE_ROW_ERROR)
        return FALSE;
    if (ret_changes != NULL)
        *ret_changes = (guint)sqlite3_changes(store->db);
    return bring_to_disk(store, error);
}

static gboolean
run_word(Store *store, const char *sql, GError **error)
{
    StoreStatement *statement = store_prepare(store, sql, error);
    return statement != NULL && sqlite_run(statement, NULL, error);
}

/* Immediate: if the write lock were taken only at the first write, other processes could have
 * written since the first read, and the transaction would have to be repeated. */
gboolean
sqlite_begin(Store *store, GError **error)
{
    return run_word(store, "BEGIN IMMEDIATE", error);
}

gboolean
sqlite_commit(Store *store, GError **error)
{
    return run_word(store, "COMMIT", error);
}

void
sqlite_rollback(Store *store)
{
    if (!sqlite3_get_autocommit(((SqliteStore *)store)->db))
        run_word(store, "ROLLBACK", NULL);
}

int
sqlite_run_script(const SqliteStore *store, const char *sql)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL);
}

int
sqlite_read_number(const SqliteStore *store, const char *sql, gint64 *ret_number)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *ret_number = sqlite3_column_int64(statement, 0);
        code = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return code;
}
