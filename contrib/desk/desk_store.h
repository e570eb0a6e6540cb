#pragma once

/*
 * The database file of the desk and the statements that run on it: opening, schema, transactions,
 * prepared statements. Does not depend on tickets or tokens.
 *
 * The file is in WAL mode, so the commands (dump, resolve, fault, ...) work while a server runs.
 * `synchronous` is off: written data survives a crash of the process, but not a power cut.
 */

#include <glib.h>
#include <sqlite3.h>

#include "desk_error.h"

typedef struct DeskStore DeskStore;

/* A prepared statement on loan from the store: at the end of the scope it is reset and its bindings
 * are cleared. */
typedef sqlite3_stmt DeskStatement;

/*
 * Opens the database at path (a file name, UTF-8). With may_create a missing file is created, else
 * it is an error. A database with an unknown version of the schema is refused.
 *
 * Returns: (transfer full) (nullable): the store, or NULL with DESK_ERROR_STORAGE.
 */
DeskStore *desk_store_open(const char *path, gboolean may_create, GError **error);

/* Returns: (transfer none): the absolute path of the file, "" for a database in memory. */
const char *desk_store_path(DeskStore *store);

/*
 * The dialect that the desk with this database speaks: `incident`, until it is set to another.
 * If there are tickets, setting another is DESK_ERROR_USAGE, because their numbers would change.
 * Other errors: DESK_ERROR_STORAGE. Returns: (transfer none)
 */
const char *desk_store_dialect(DeskStore *store);
gboolean desk_store_set_dialect(DeskStore *store, const char *dialect, GError **error);

/* Finalises every statement and closes the file. store: (nullable) (transfer full) */
void desk_store_close(DeskStore *store);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskStore, desk_store_close)

/*
 * The prepared statement for sql, which must be a string literal: the store keeps it as the key of
 * the statement. Only one loan of the same sql at a time.
 *
 * Returns: (transfer full) (nullable): the statement, to be given back with
 * desk_statement_release(), or NULL with DESK_ERROR_STORAGE.
 */
DeskStatement *desk_store_prepare(DeskStore *store, const char *sql, GError **error);

/* Gives a statement back to its store. statement: (nullable) */
void desk_statement_release(DeskStatement *statement);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskStatement, desk_statement_release)

/* Binds UTF-8 text (nullable) or a number at index (from 1). The text must outlive the loan. */
void desk_statement_bind_text(DeskStatement *statement, int index, const char *text);
void desk_statement_bind_int(DeskStatement *statement, int index, gint64 number);

/*
 * Runs the statement for one step.
 *
 * Returns: TRUE on success; ret_has_row (nullable) says whether there is a row. FALSE with
 * DESK_ERROR_STORAGE.
 */
gboolean desk_statement_step(DeskStatement *statement, gboolean *ret_has_row, GError **error);

/* The text of a column of the current row. Returns: (transfer none): "" for NULL. */
const char *desk_statement_text(DeskStatement *statement, int column);

/*
 * Transactions. begin takes the write lock at once, and waits some seconds for others. finish
 * commits if is_good, else it rolls back. Errors: DESK_ERROR_STORAGE.
 */
gboolean desk_store_begin(DeskStore *store, GError **error);
gboolean desk_store_finish(DeskStore *store, gboolean is_good, GError **error);

/* The row id of the last insert, and the number of rows that the last statement changed. */
gint64 desk_store_last_id(DeskStore *store);
int desk_store_changes(DeskStore *store);

/* Milliseconds since 1970, and the same as `2024-01-31T12:00:00.000Z` (transfer full). */
gint64 desk_clock_now_ms(void);
char *desk_clock_format(gint64 time_ms);
