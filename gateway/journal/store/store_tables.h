/* store_tables.h - the tables of a store as its database lists them, rows in bulk, and the state of
 * a store whose content moves to another one.
 *
 * Only for moving a journal (journal_move.h). Errors are STORE_ERROR; outputs then stay unchanged.
 */
#pragma once

#include "gateway/journal/store/store.h"

typedef enum { STORE_TYPE_TEXT, STORE_TYPE_NUMBER, STORE_TYPE_BYTES } StoreType;

typedef struct {
    char *name;
    StoreType type;
    guint key; /* place in the primary key, from 1; 0: not in it */
} StoreColumn;

typedef struct {
    char *name;
    char *place; /* its present name in the database: another one while the store is closed */
    GPtrArray *columns; /* of StoreColumn *, by name */
} StoreTable;

void store_table_free(StoreTable *table);

/* The tables of the journal, by name, without those that belong to the engine. Read from the
 * database, so no list of them can be out of date. (transfer container) (element-type StoreTable)
 */
GPtrArray *store_list_tables(Store *store, GError **error);

/* One value of a row. */
typedef struct {
    gboolean is_null;
    gint64 number;
    const char *data; /* text or bytes */
    gsize size;
} StoreValue;

/* Whether the column of the row is null. */
gboolean store_column_is_null(StoreStatement *statement, int column);

/* Adds rows to a table, quickly. Inside a transaction; between begin and end, nothing else is done
 * with the store. `values` are in the order of the columns, and copied. After a failure, roll back.
 */
gboolean store_load_begin(Store *store, const StoreTable *table, GError **error);
gboolean store_load_row(Store *store, const StoreValue *values, GError **error);
gboolean store_load_end(Store *store, GError **error);

/* The highest number that the database gave to a row of the table; 0: it gives none, or gave none
 * yet. */
gboolean store_last_number(Store *store, const StoreTable *table, gint64 *ret_number,
                           GError **error);
/* Further rows get higher numbers than `number` and any that is in the table. */
gboolean store_set_last_number(Store *store, const StoreTable *table, gint64 number,
                               GError **error);

/* Whether a store is used. Recorded in the store, so that every process and every earlier version
 * of the program that opens it is refused. */
typedef enum {
    STORE_IN_USE,
    STORE_LEAVING, /* whoever has it open goes on; nobody else opens it */
    STORE_CLOSED,  /* its tables have other names, so nobody changes it; the copy may be whole */
    STORE_MOVED,   /* the copy is whole and in use */
} StoreState;

/* What the store remembers of a move. */
typedef struct {
    StoreState state;
    char *place; /* where it moves to, or, in use, came from; NULL: it never moved */
    char *move;  /* a name of the move, the same in both stores */
} StoreMove;

void store_move_clear(StoreMove *move);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreMove, store_move_clear)

/* What a move records as the place of a store: its url, or its path and this host, because other
 * hosts may have a file of the same path. Never freed. */
const char *store_place(const StoreLocation *location);

/* Opens a store even if it is not in use. See store_open(). (transfer full) */
Store *store_open_for_move(const StoreLocation *location, GError **error);

gboolean store_read_move(Store *store, StoreMove *ret_move, GError **error);
/* Inside a transaction, which has to be durable. */
gboolean store_record_move(Store *store, const StoreMove *move, GError **error);

/* After a great change: brings the store into the form that is quickest to use. */
gboolean store_settle(Store *store, GError **error);

/* Whether a file at `path` may be a journal in use, whose content is not in another store. Reads a
 * few bytes. */
gboolean store_file_is_in_use(const char *path);

/* Whether the file at `path` is a journal whose content is in another store now. */
gboolean store_file_has_moved(const char *path);

/* If the file at location->path is a journal that moved to another store, gives it another name,
 * and puts an empty one that waits for location->waits_for in its place, so that a journal can move
 * back there. At every moment, there is a file that is no journal in use. *ret_name: the other
 * name, or NULL if there was nothing to do. (transfer full) */
gboolean store_renew_moved_file(const StoreLocation *location, char **ret_name, GError **error);
