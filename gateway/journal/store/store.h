/* store.h - the SQL database with the journal's tables.
 *
 * The modules above (journal_*.c) use SQL, but do not know the engine. They use only SQL that
 * SQLite 3.35 and PostgreSQL both understand: ON CONFLICT names its key, a truth value is a number
 * that is compared with 0, parameters are ?1, ?2, ... Where engines differ, there is a function
 * here: opening, the tables (sqlite_schema.c, postgres_schema.c), the begin of a transaction,
 * durability, the check, the clock.
 *
 * A Store belongs to one thread at a time. Errors are STORE_ERROR; outputs then stay unchanged. */
#pragma once

#include <glib.h>

#define STORE_ERROR (store_error_quark())
GQuark store_error_quark(void);
typedef enum {
    STORE_ERROR_OTHER,     /* a disk error, a mistake in the SQL, ... */
    STORE_ERROR_BUSY,      /* other processes were writing until the deadline */
    STORE_ERROR_FULL,      /* no space left */
    STORE_ERROR_DAMAGED,   /* it cannot be read; repaired at the next opening */
    STORE_ERROR_READ_ONLY, /* it cannot be written */
    STORE_ERROR_GONE,      /* it is missing or cannot be reached */
    STORE_ERROR_FOREIGN,   /* it belongs to another program, or to a newer version */
} StoreError;

/* The code for an errno. */
StoreError store_error_of_errno(int code);

typedef struct Store Store;

/* Called inside the transaction that makes new tables after old ones were lost; it records the
 * loss. FALSE: that failed, and the store is not opened. */
typedef gboolean (*StoreLossFunc)(Store *store, gpointer data);

/* Where the store is. The engine copies what it needs. */
typedef struct {
    const char *path;      /* of a file, for SQLite; NULL: `url` counts */
    const char *url;       /* postgresql://..., without password */
    const char *password;  /* for the url, or NULL */
    gboolean is_insecure;  /* a server on the network needs no verified TLS */
    gboolean is_expected;  /* a database without tables is refused: the journal has to be there */
    gboolean is_anew;      /* whoever opens it knows that the journal of before was lost: instead of
                            * an empty, missing or moved one, one is made, and the loss recorded */
    const char *waits_for; /* what is made is closed at once: its journal is in this place until it
                            * moves here */
} StoreLocation;

/* Whether the store could be opened there, as far as that can be said without opening anything: the
 * engine and its library are there, and the url is one. STORE_ERROR_OTHER or STORE_ERROR_FOREIGN.
 */
gboolean store_check_location(const StoreLocation *location, GError **error);

/* Opens the store. Makes it if it is missing, upgrades an older one, and moves a damaged one aside.
 * STORE_ERROR_FOREIGN: it is left unchanged. (transfer full) */
Store *store_open(const StoreLocation *location, StoreLossFunc on_loss, gpointer data,
                  GError **error);

/* Must not be called in a forked child: its locks belong to the parent. */
void store_close(Store *store);

/* The path to which this store_open() moved a damaged store; NULL: none was moved. */
const char *store_moved_to(const Store *store);

/* Whether this store_open() made new tables after old ones were lost. */
gboolean store_was_lost(const Store *store);

/* Whether the open store is still the one at the location. */
gboolean store_is_current(Store *store);

/* Whether several hosts may use the store: then the process of another user cannot be seen. */
gboolean store_is_shared(const Store *store);

/* The time (g_get_monotonic_time) until which a call may wait for writes of others; 0: 10 s each.
 */
void store_set_deadline(Store *store, gint64 deadline_us);

/* Whether later commits are on disk when the committing call returns. */
void store_set_durable(Store *store, gboolean is_durable);

/* Begins a transaction. Until it ends, no other process can write. */
gboolean store_begin(Store *store, GError **error);
/* If it fails, the transaction may still be open or not; call store_rollback() in both cases. */
gboolean store_commit(Store *store, GError **error);
/* Does nothing if no transaction is open. */
void store_rollback(Store *store);

/* Reads everything. STORE_ERROR_DAMAGED. */
gboolean store_check(Store *store, GError **error);

/* Overwrites what was deleted or changed since ever, so that no file of the store has it any
 * longer. Writers wait meanwhile. *ret_is_complete FALSE: others were reading, so a copy of old
 * content is left; call it again. STORE_ERROR_FULL: it needs as much space as the content once
 * more. */
gboolean store_wipe(Store *store, gboolean *ret_is_complete, GError **error);

/* Seconds since the epoch, by the clock that all users of the store share. */
gint64 store_now_s(Store *store);

typedef struct StoreStatement StoreStatement;
typedef enum { STORE_ROW_ERROR = -1, STORE_ROW_NONE, STORE_ROW_FOUND } StoreRow;

/* The statement for `sql`, a string literal. It is prepared at its first use and found again by the
 * address of the literal. Owned by the store; call store_reset() before its next use. */
StoreStatement *store_prepare(Store *store, const char *sql, GError **error);

/* Parameters, from 1 on. Texts (NULL: null) and bytes must live until the reset. */
gboolean store_bind_text(StoreStatement *statement, int index, const char *text, GError **error);
gboolean store_bind_int64(StoreStatement *statement, int index, gint64 number, GError **error);
gboolean store_bind_blob(StoreStatement *statement, int index, GBytes *bytes, GError **error);

/* The next row. */
StoreRow store_step(StoreStatement *statement, GError **error);

/* Runs a statement that changes rows, and resets it; `ret_changes`, if not NULL, receives their
 * number. */
gboolean store_run(StoreStatement *statement, guint *ret_changes, GError **error);

/* Discards rows and values, and releases the lock. */
void store_reset(StoreStatement *statement);

/* Columns of the row, from 0 on. A text is valid until the next call with its statement. For a
 * null: NULL, 0, or no bytes. */
const char *store_column_text(StoreStatement *statement, int column);
gint64 store_column_int64(StoreStatement *statement, int column);
/* (transfer full) */
GBytes *store_column_blob(StoreStatement *statement, int column);
