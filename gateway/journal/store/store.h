/* store.h - the SQL database that holds the journal's tables.
 *
 * The modules above (journal_*.c) know SQL and no engine; an engine is one folder's secret. Their
 * SQL is what SQLite 3.35 and PostgreSQL understand alike: ON CONFLICT names its key, a truth value
 * is a number that is compared with 0, parameters are ?1, ?2, ... What engines do differently has
 * a call of its own here: opening, the tables (sqlite_schema.c), the begin of a transaction,
 * durability, the id of a new row, the check of everything, the clock.
 *
 * A Store belongs to one thread at a time. Errors are STORE_ERROR; outputs stay untouched then.
 */
#pragma once

#include <glib.h>

#define STORE_ERROR (store_error_quark())
GQuark store_error_quark(void);
typedef enum {
    STORE_ERROR_OTHER,     /* a fault of the disk, a mistake in the SQL, ... */
    STORE_ERROR_BUSY,      /* others wrote until the deadline */
    STORE_ERROR_FULL,      /* no room is left */
    STORE_ERROR_DAMAGED,   /* what is there cannot be read: the next to open it repairs it */
    STORE_ERROR_READ_ONLY, /* nothing can be written */
    STORE_ERROR_GONE,      /* it is not there, or cannot be reached */
    STORE_ERROR_FOREIGN,   /* another program's, or made by a newer version of this one */
} StoreError;

/* The code for an errno. */
StoreError store_error_of_errno(int code);

typedef struct Store Store;

/* Called inside the transaction that makes the tables anew though there had been some before: it
 * writes down what follows from the loss. FALSE: it could not, and the store is not opened. */
typedef gboolean (*StoreLossFunc)(Store *store, gpointer data);

/* Opens the store at `location`, a path; makes it if it is missing, brings an older one to this
 * version, and moves a damaged one aside. STORE_ERROR_FOREIGN: it is left as it is. (transfer full)
 */
Store *store_open(const char *location, StoreLossFunc on_loss, gpointer data, GError **error);

/* Must not be called in a forked child: its locks are the parent's. */
void store_close(Store *store);

/* Where a damaged store was moved to by this store_open(); NULL: none was. */
const char *store_moved_to(const Store *store);

/* Whether this store_open() made the tables anew though there had been some before. */
gboolean store_was_lost(const Store *store);

/* Whether what is open is still what is at the location. */
gboolean store_is_current(Store *store);

/* Until when (g_get_monotonic_time) a call may wait for others' writes; 0: 10 s each. */
void store_set_deadline(Store *store, gint64 deadline_us);

/* Whether what is committed from now on is on disk before the call that commits it returns. */
void store_set_durable(Store *store, gboolean is_durable);

/* Begins a transaction; until it ends, no other process can write. */
gboolean store_begin(Store *store, GError **error);
/* Where it fails, the transaction may have ended nonetheless: store_rollback() is right then. */
gboolean store_commit(Store *store, GError **error);
/* Does nothing where no transaction is open. */
void store_rollback(Store *store);

/* Reads everything. STORE_ERROR_DAMAGED. */
gboolean store_check(Store *store, GError **error);

/* Seconds since the epoch, by the clock that counts for all who share the store. */
gint64 store_now_s(Store *store);

/* The id that the last INSERT of this store gave to its row. */
gint64 store_last_id(Store *store);

typedef struct StoreStatement StoreStatement;
typedef enum { STORE_ROW_ERROR = -1, STORE_ROW_NONE, STORE_ROW_FOUND } StoreRow;

/* The statement of `sql`, a string literal: it is prepared at its first use, and remembered by its
 * address. Owned by the store; store_reset() before its next use. */
StoreStatement *store_prepare(Store *store, const char *sql, GError **error);

/* Parameters, from 1 on. Texts (NULL: null) and bytes must live until the reset. */
gboolean store_bind_text(StoreStatement *statement, int index, const char *text, GError **error);
gboolean store_bind_int64(StoreStatement *statement, int index, gint64 number, GError **error);
gboolean store_bind_blob(StoreStatement *statement, int index, GBytes *bytes, GError **error);

/* The next row. */
StoreRow store_step(StoreStatement *statement, GError **error);

/* Runs a statement that changes rows, and resets it; `*ret_changes`, where not NULL, is their
 * number. */
gboolean store_run(StoreStatement *statement, guint *ret_changes, GError **error);

/* Forgets rows and values; what it locked is free. */
void store_reset(StoreStatement *statement);

/* Columns of the row, from 0 on. A text is valid until the next call with its statement; NULL, 0,
 * or no bytes: it is null. */
const char *store_column_text(StoreStatement *statement, int column);
gint64 store_column_int64(StoreStatement *statement, int column);
/* (transfer full) */
GBytes *store_column_blob(StoreStatement *statement, int column);
