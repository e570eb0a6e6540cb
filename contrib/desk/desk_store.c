#include "desk_store.h"

#define BUSY_TIMEOUT_MS 10000

struct DeskStore {
    sqlite3 *database;
    GHashTable *statements; /* SQL text, a literal -> sqlite3_stmt */
    char *dialect;
};

static const char schema[] =
    "CREATE TABLE tickets (id INTEGER PRIMARY KEY AUTOINCREMENT, reference_number TEXT NOT NULL,"
    " sys_id TEXT NOT NULL, short_description TEXT NOT NULL, description TEXT NOT NULL,"
    " ci TEXT NOT NULL, service TEXT NOT NULL, state TEXT NOT NULL,"
    " pending_reason TEXT NOT NULL DEFAULT '', close_code TEXT NOT NULL DEFAULT '',"
    " solution TEXT NOT NULL DEFAULT '', created INTEGER NOT NULL, updated INTEGER NOT NULL,"
    " request INTEGER NOT NULL);"
    "CREATE INDEX tickets_reference ON tickets (reference_number);"
    "CREATE TABLE comments (id INTEGER PRIMARY KEY AUTOINCREMENT, ticket INTEGER NOT NULL,"
    " reference_number TEXT NOT NULL, action TEXT NOT NULL, text TEXT NOT NULL,"
    " time INTEGER NOT NULL, request INTEGER NOT NULL);"
    "CREATE INDEX comments_ticket ON comments (ticket);"
    "CREATE TABLE attachments (id INTEGER PRIMARY KEY AUTOINCREMENT, ticket INTEGER NOT NULL,"
    " name TEXT NOT NULL, size INTEGER NOT NULL, time INTEGER NOT NULL, request INTEGER NOT NULL,"
    " content BLOB NOT NULL);"
    "CREATE INDEX attachments_ticket ON attachments (ticket);"
    "CREATE TABLE tokens (hash TEXT PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE requests (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL,"
    " operation TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, bytes INTEGER NOT NULL,"
    " status INTEGER NOT NULL DEFAULT 0, fault TEXT NOT NULL DEFAULT '');"
    "CREATE TABLE faults (id INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT NOT NULL,"
    " line TEXT NOT NULL, skip INTEGER NOT NULL, remaining INTEGER NOT NULL);"
    "PRAGMA user_version = 1;";

/* Added in version 2: indexes for the order of the list page, and for GetActiveIncidents without
 * reading its rows. */
static const char schema_2[] =
    "CREATE INDEX tickets_changed ON tickets (updated, id, state);"
    "CREATE INDEX tickets_open ON tickets (id, reference_number, short_description, state)"
    " WHERE state NOT IN ('Closed', 'Canceled');"
    "PRAGMA user_version = 2;";

/* What version 3 added: the dialect, and what Customer Connect knows beyond the Incident API. */
static const char schema_3[] =
    "CREATE TABLE desk (dialect TEXT NOT NULL);"
    "INSERT INTO desk (dialect) VALUES ('incident');"
    "ALTER TABLE tickets ADD COLUMN ticket_type TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE tickets ADD COLUMN priority TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE tickets ADD COLUMN contact TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE tickets ADD COLUMN user TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE tickets ADD COLUMN desired_delivery_date TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE attachments ADD COLUMN content_type TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE attachments ADD COLUMN sys_id TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE attachments ADD COLUMN comment INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX attachments_sys_id ON attachments (sys_id);"
    "CREATE TABLE updates (id INTEGER PRIMARY KEY AUTOINCREMENT, transaction_id TEXT NOT NULL "
    "UNIQUE,"
    " ticket INTEGER NOT NULL, state TEXT NOT NULL, comments TEXT NOT NULL,"
    " comment INTEGER NOT NULL, time INTEGER NOT NULL, told INTEGER NOT NULL DEFAULT 0,"
    " acknowledged TEXT NOT NULL DEFAULT '', words TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX updates_waiting ON updates (id) WHERE acknowledged = '';"
    "DROP INDEX tickets_open;"
    "CREATE INDEX tickets_open ON tickets (id, reference_number, short_description, state,"
    " ticket_type) WHERE state NOT IN ('Closed', 'Canceled');"
    "PRAGMA user_version = 3;";

/* The script that leads to each version from the one before. */
static const char *const steps[] = {schema, schema_2, schema_3};

GQuark
desk_error_quark(void)
{
    return g_quark_from_static_string("desk-error-quark");
}

static gboolean
set_storage_error(sqlite3 *database, GError **error)
{
    g_set_error(error, DESK_ERROR, DESK_ERROR_STORAGE, "database: %s", sqlite3_errmsg(database));
    return FALSE;
}

static gboolean
run_script(DeskStore *store, const char *sql, GError **error)
{
    if (sqlite3_exec(store->database, sql, NULL, NULL, NULL) != SQLITE_OK)
        return set_storage_error(store->database, error);
    return TRUE;
}

static gboolean
read_version(DeskStore *store, int *ret_version, GError **error)
{
    g_autoptr(DeskStatement) statement = desk_store_prepare(store, "PRAGMA user_version", error);
    if (statement == NULL || !desk_statement_step(statement, NULL, error))
        return FALSE;
    *ret_version = sqlite3_column_int(statement, 0);
    return TRUE;
}

/* Reads the version again inside the transaction, because two processes may create the file at the
 * same time. */
static gboolean
bring_up_to_date(DeskStore *store, GError **error)
{
    int version = 0;
    if (!desk_store_begin(store, error))
        return FALSE;
    gboolean is_good = read_version(store, &version, error);
    for (gsize i = (gsize)version; is_good && i < G_N_ELEMENTS(steps); i++)
        is_good = run_script(store, steps[i], error);
    return desk_store_finish(store, is_good, is_good ? error : NULL) && is_good;
}

static gboolean
check_schema(DeskStore *store, gboolean may_create, GError **error)
{
    const int newest = G_N_ELEMENTS(steps);
    int version = 0;
    if (!read_version(store, &version, error))
        return FALSE;
    if (version < 0 || version > newest || (version == 0 && !may_create)) {
        g_set_error(error, DESK_ERROR, DESK_ERROR_STORAGE,
                    "database: schema version %d, this desk knows version %d", version, newest);
        return FALSE;
    }
    return version == newest || bring_up_to_date(store, error);
}

static gboolean
read_dialect(DeskStore *store, GError **error)
{
    g_autoptr(DeskStatement) select = desk_store_prepare(store, "SELECT dialect FROM desk", error);
    if (select == NULL || !desk_statement_step(select, NULL, error))
        return FALSE;
    g_free(store->dialect);
    store->dialect = g_strdup(desk_statement_text(select, 0));
    return TRUE;
}

static void
finalize_statement(gpointer statement)
{
    sqlite3_finalize(statement);
}

DeskStore *
desk_store_open(const char *path, gboolean may_create, GError **error)
{
    g_autoptr(DeskStore) store = g_new0(DeskStore, 1);
    store->statements = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, finalize_statement);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (may_create)
        flags |= SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(path, &store->database, flags, NULL) != SQLITE_OK) {
        g_set_error(error, DESK_ERROR, DESK_ERROR_STORAGE, "database %s: %s", path,
                    sqlite3_errmsg(store->database));
        return NULL;
    }
    sqlite3_busy_timeout(store->database, BUSY_TIMEOUT_MS);
    if (!run_script(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;", error) ||
        !check_schema(store, may_create, error) || !read_dialect(store, error))
        return NULL;
    return g_steal_pointer(&store);
}

const char *
desk_store_path(DeskStore *store)
{
    const char *path = sqlite3_db_filename(store->database, "main");
    return path != NULL ? path : "";
}

const char *
desk_store_dialect(DeskStore *store)
{
    return store->dialect;
}

gboolean
desk_store_set_dialect(DeskStore *store, const char *dialect, GError **error)
{
    g_autoptr(DeskStatement) update = desk_store_prepare(
        store,
        "UPDATE desk SET dialect = ?1 WHERE dialect = ?1 OR NOT EXISTS (SELECT 1 FROM tickets)",
        error);
    if (update == NULL)
        return FALSE;
    desk_statement_bind_text(update, 1, dialect);
    if (!desk_statement_step(update, NULL, error))
        return FALSE;
    if (desk_store_changes(store) > 0)
        return read_dialect(store, error);
    g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE,
                "the tickets in this database are of the dialect %s", store->dialect);
    return FALSE;
}

void
desk_store_close(DeskStore *store)
{
    if (store == NULL)
        return;
    g_hash_table_unref(store->statements);
    sqlite3_close(store->database);
    g_free(store->dialect);
    g_free(store);
}

DeskStatement *
desk_store_prepare(DeskStore *store, const char *sql, GError **error)
{
    sqlite3_stmt *statement = g_hash_table_lookup(store->statements, sql);
    if (statement != NULL)
        return statement;
    if (sqlite3_prepare_v3(store->database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK) {
        set_storage_error(store->database, error);
        return NULL;
    }
    g_hash_table_insert(store->statements, (gpointer)(guintptr)sql, statement);
    return statement;
}

void
desk_statement_release(DeskStatement *statement)
{
    if (statement == NULL)
        return;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

void
desk_statement_bind_text(DeskStatement *statement, int index, const char *text)
{
    sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

void
desk_statement_bind_int(DeskStatement *statement, int index, gint64 number)
{
    sqlite3_bind_int64(statement, index, number);
}

gboolean
desk_statement_step(DeskStatement *statement, gboolean *ret_has_row, GError **error)
{
    int result = sqlite3_step(statement);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        return set_storage_error(sqlite3_db_handle(statement), error);
    if (ret_has_row != NULL)
        *ret_has_row = result == SQLITE_ROW;
    return TRUE;
}

const char *
desk_statement_text(DeskStatement *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text != NULL ? (const char *)text : "";
}

gboolean
desk_store_begin(DeskStore *store, GError **error)
{
    g_autoptr(DeskStatement) statement = desk_store_prepare(store, "BEGIN IMMEDIATE", error);
    return statement != NULL && desk_statement_step(statement, NULL, error);
}

gboolean
desk_store_finish(DeskStore *store, gboolean is_good, GError **error)
{
    g_autoptr(DeskStatement) statement =
        desk_store_prepare(store, is_good ? "COMMIT" : "ROLLBACK", error);
    return statement != NULL && desk_statement_step(statement, NULL, error);
}

gint64
desk_store_last_id(DeskStore *store)
{
    return sqlite3_last_insert_rowid(store->database);
}

int
desk_store_changes(DeskStore *store)
{
    return sqlite3_changes(store->database);
}

gint64
desk_clock_now_ms(void)
{
    return g_get_real_time() / 1000;
}

char *
desk_clock_format(gint64 time_ms)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(time_ms / 1000);
    g_autofree char *seconds = g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");
    return g_strdup_printf("%s.%03dZ", seconds, (int)(time_ms % 1000));
}
