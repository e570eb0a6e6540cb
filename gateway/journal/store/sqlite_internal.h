/* sqlite_internal.h - shared by the files of the SQLite engine; not for others. */
#pragma once

#include "gateway/journal/store/store_engine.h"

#include <sqlite3.h>
#include <sys/types.h>

typedef struct {
    Store store;
    sqlite3 *db;
    char *path;
    char *waits_for;    /* see StoreLocation */
    ino_t inode;        /* of the file that is open */
    int synced_changes; /* sqlite3_total_changes() at the last sync */
    gint64 busy_since_us;
    sqlite3_stmt *load; /* between store_load_begin() and store_load_end(), for this table: */
    const StoreTable *load_table;
} SqliteStore;

/* Sets STORE_ERROR with `what` and SQLite's text for `code`; marks the file as suspect if the code
 * means that it is damaged. Always returns FALSE. */
gboolean sqlite_fail(const SqliteStore *store, int code, const char *what, GError **error);

/* Whether a result code means that the file is damaged. */
gboolean sqlite_is_damage(int code);

/* Runs `sql` without preparing it, for pragmas and schema. Returns the SQLite result code. */
int sqlite_run_script(const SqliteStore *store, const char *sql);

/* The first column of the only row of `sql` as a number. Returns the SQLite result code. */
int sqlite_read_number(const SqliteStore *store, const char *sql, gint64 *ret_number);

/* The functions of the StoreEngine; in sqlite_statement.c. */
gboolean sqlite_begin(Store *store, GError **error);
gboolean sqlite_commit(Store *store, GError **error);
void sqlite_rollback(Store *store);
StoreStatement *sqlite_prepare(Store *store, const char *sql, GError **error);
void sqlite_free_statement(StoreStatement *statement);
gboolean sqlite_bind_text(StoreStatement *statement, int index, const char *text, GError **error);
gboolean sqlite_bind_int64(StoreStatement *statement, int index, gint64 number, GError **error);
gboolean sqlite_bind_blob(StoreStatement *statement, int index, GBytes *bytes, GError **error);
StoreRow sqlite_step(StoreStatement *statement, GError **error);
gboolean sqlite_run(StoreStatement *statement, guint *ret_changes, GError **error);
void sqlite_reset(StoreStatement *statement);
const char *sqlite_column_text(StoreStatement *statement, int column);
gint64 sqlite_column_int64(StoreStatement *statement, int column);
GBytes *sqlite_column_blob(StoreStatement *statement, int column);
gboolean sqlite_column_is_null(StoreStatement *statement, int column);

/* SQLite's handle of a statement; in sqlite_statement.c. */
sqlite3_stmt *sqlite_handle_of(StoreStatement *statement);

/* The functions of the StoreEngine in sqlite_tables.c. */
gboolean sqlite_list_tables(Store *store, GPtrArray *tables, GError **error);
gboolean sqlite_load_begin(Store *store, const StoreTable *table, GError **error);
gboolean sqlite_load_row(Store *store, const StoreValue *values, GError **error);
gboolean sqlite_load_end(Store *store, GError **error);
gboolean sqlite_last_number(Store *store, const StoreTable *table, gint64 *ret_number,
                            GError **error);
gboolean sqlite_set_last_number(Store *store, const StoreTable *table, gint64 number,
                                GError **error);

/* In sqlite_move.c, with the table of the move. */
#define SQLITE_MOVE_TABLE "journal_move"
/* Sets the error of a file that is not in use. Always FALSE. */
gboolean sqlite_move_refuse(const SqliteStore *store, GError **error);
gboolean sqlite_read_move(Store *store, StoreMove *ret_move, GError **error);
gboolean sqlite_record_move(Store *store, const StoreMove *move, GError **error);
/* The same for another transaction; returns SQLite's result code. */
int sqlite_write_move(SqliteStore *store, const StoreMove *move);
gboolean sqlite_settle(Store *store, GError **error);
