/* sqlite_statement.c - statements, transactions and their durability.
 *
 * Owns every call that runs SQL; knows no table. Statements are prepared at their first use, since
 * a delivery uses a handful of them and each costs time.
 */
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_internal.h"
#include "gateway/journal/store/sqlite_repair.h"

gint64
journal_now_s(void)
{
    return g_get_real_time() / JOURNAL_US_PER_S;
}

gboolean
journal_fail(Journal *journal, int code, const char *what, GError **error)
{
    int primary = code & 0xff;

    if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
        sqlite_repair_mark(journal->path);
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "journal: %s: %s", what,
                sqlite3_errstr(code));
    return FALSE;
}

static gboolean
bind_value(sqlite3_stmt *statement, int index, char type, va_list *values)
{
    if (type == 'i')
        return sqlite3_bind_int64(statement, index, va_arg(*values, gint64)) == SQLITE_OK;
    if (type == 't')
        return sqlite3_bind_text(statement, index, va_arg(*values, const char *), -1,
                                 SQLITE_STATIC) == SQLITE_OK;
    g_assert(type == 'b');
    gsize size = 0;
    const void *data = g_bytes_get_data(va_arg(*values, GBytes *), &size);
    return sqlite3_bind_blob64(statement, index, data != NULL ? data : "", size, SQLITE_STATIC) ==
           SQLITE_OK;
}

static JournalQuery *
query_va(Journal *journal, GError **error, const char *sql, const char *types, va_list *values)
{
    sqlite3_stmt *statement = g_hash_table_lookup(journal->statements, sql);

    if (statement == NULL) {
        int code =
            sqlite3_prepare_v3(journal->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
        if (code != SQLITE_OK) {
            journal_fail(journal, code, "prepare", error);
            return NULL;
        }
        g_hash_table_insert(journal->statements, (gpointer)(guintptr)sql, statement);
    }
    for (int i = 0; types[i] != '\0'; i++) {
        if (!bind_value(statement, i + 1, types[i], values)) {
            journal_fail(journal, sqlite3_extended_errcode(journal->db), "bind", error);
            journal_query_reset(statement);
            return NULL;
        }
    }
    return statement;
}

JournalQuery *
journal_query(Journal *journal, GError **error, const char *sql, const char *types, ...)
{
    va_list values;

    va_start(values, types);
    JournalQuery *query = query_va(journal, error, sql, types, &values);
    va_end(values);
    return query;
}

void
journal_query_reset(JournalQuery *query)
{
    sqlite3_reset(query);
    sqlite3_clear_bindings(query);
}

JournalRow
journal_query_next(Journal *journal, JournalQuery *query, GError **error)
{
    int code = sqlite3_step(query);

    if (code == SQLITE_ROW)
        return JOURNAL_ROW_FOUND;
    if (code == SQLITE_DONE)
        return JOURNAL_ROW_NONE;
    journal_fail(journal, code, sqlite3_stmt_readonly(query) ? "read" : "write", error);
    return JOURNAL_ROW_ERROR;
}

char *
journal_query_text(JournalQuery *query, int column)
{
    return g_strdup((const char *)sqlite3_column_text(query, column));
}

JournalClaim
journal_query_claim(Journal *journal, JournalQuery *query, int column, gint64 now_s)
{
    return journal_owner_see(&journal->owner, (const char *)sqlite3_column_text(query, column),
                             sqlite3_column_int64(query, column + 1), now_s);
}

/* Brings to disk what was committed: the one place that syncs for a caller's sake. SQLite would do
 * it inside COMMIT (synchronous=FULL), with the write lock held, so that processes sync one after
 * the other; out here they sync at the same time, and the file system makes one write of it. Nobody
 * acts on what is not on disk: a process goes on with its mail only after its own sync. */
static gboolean
bring_to_disk(Journal *journal, GError **error)
{
    int changes = sqlite3_total_changes(journal->db);
    sqlite3_file *log = NULL;

    if (!journal->is_durable || !sqlite3_get_autocommit(journal->db) ||
        changes == journal->synced_changes)
        return TRUE;
    int code = sqlite3_file_control(journal->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (code == SQLITE_OK && (log == NULL || log->pMethods == NULL))
        code = SQLITE_IOERR_FSYNC;
    if (code == SQLITE_OK)
        code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK)
        return journal_fail(journal, code, "sync", error);
    journal->synced_changes = changes;
    return TRUE;
}

gboolean
journal_query_run(Journal *journal, JournalQuery *query, guint *ret_changes, GError **error)
{
    JournalRow row = journal_query_next(journal, query, error);

    journal_query_reset(query);
    if (row == JOURNAL_ROW_ERROR)
        return FALSE;
    if (ret_changes != NULL)
        *ret_changes = (guint)sqlite3_changes(journal->db);
    return bring_to_disk(journal, error);
}

gboolean
journal_execute(Journal *journal, guint *ret_changes, GError **error, const char *sql,
                const char *types, ...)
{
    va_list values;

    va_start(values, types);
    JournalQuery *query = query_va(journal, error, sql, types, &values);
    va_end(values);
    return query != NULL && journal_query_run(journal, query, ret_changes, error);
}

int
journal_run_script(Journal *journal, const char *sql)
{
    return sqlite3_exec(journal->db, sql, NULL, NULL, NULL);
}

int
journal_read_number(Journal *journal, const char *sql, gint64 *ret_number)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *ret_number = sqlite3_column_int64(statement, 0);
        code = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return code;
}

gboolean
journal_set_durable(Journal *journal, gboolean is_durable, GError **error)
{
    (void)error;
    if (journal->depth == 0)
        journal->is_durable = is_durable;
    return TRUE;
}

gboolean
journal_begin(Journal *journal, gboolean is_durable, GError **error)
{
    if (journal->depth == 0) {
        if (!journal_set_durable(journal, is_durable, error) ||
            !journal_execute(journal, NULL, error, "BEGIN IMMEDIATE", ""))
            return FALSE;
    }
    journal->depth++;
    return TRUE;
}

gboolean
journal_commit(Journal *journal, GError **error)
{
    g_assert(journal->depth > 0);
    if (journal->depth > 1) {
        journal->depth--;
        return TRUE;
    }
    if (!journal_execute(journal, NULL, error, "COMMIT", "")) {
        journal_rollback(journal);
        return FALSE;
    }
    journal->depth = 0;
    return TRUE;
}

void
journal_rollback(Journal *journal)
{
    if (journal->depth > 0 && !sqlite3_get_autocommit(journal->db))
        journal_execute(journal, NULL, NULL, "ROLLBACK", "");
    journal->depth = 0;
}
