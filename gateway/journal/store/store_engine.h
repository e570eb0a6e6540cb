/* store_engine.h - what an SQL engine implements for store.h; only for the files of this folder. */
#pragma once

#include "gateway/journal/store/store.h"
#include "gateway/journal/store/store_tables.h"

typedef struct {
    gboolean is_shared; /* see store_is_shared() */

    /* A store with only a copy of its location. (transfer full) */
    Store *(*new_store)(const StoreLocation *location);
    /* NULL: there is nothing to check */
    gboolean (*check_location)(const StoreLocation *location, GError **error);
    gboolean (*open)(Store *store, GError **error);
    /* Frees it, open or not. Its statements are gone by then. */
    void (*close)(Store *store);
    gboolean (*is_current)(Store *store);

    gboolean (*begin)(Store *store, GError **error);
    gboolean (*commit)(Store *store, GError **error);
    void (*rollback)(Store *store);
    gboolean (*check)(Store *store, GError **error);
    gboolean (*wipe)(Store *store, gboolean *ret_is_complete, GError **error);
    gint64 (*now_s)(Store *store);

    StoreStatement *(*prepare)(Store *store, const char *sql, GError **error);
    void (*free_statement)(StoreStatement *statement);
    gboolean (*bind_text)(StoreStatement *statement, int index, const char *text, GError **error);
    gboolean (*bind_int64)(StoreStatement *statement, int index, gint64 number, GError **error);
    gboolean (*bind_blob)(StoreStatement *statement, int index, GBytes *bytes, GError **error);
    StoreRow (*step)(StoreStatement *statement, GError **error);
    gboolean (*run)(StoreStatement *statement, guint *ret_changes, GError **error);
    void (*reset)(StoreStatement *statement);
    const char *(*column_text)(StoreStatement *statement, int column);
    gint64 (*column_int64)(StoreStatement *statement, int column);
    GBytes *(*column_blob)(StoreStatement *statement, int column);
    gboolean (*column_is_null)(StoreStatement *statement, int column);

    /* For moving a journal; see store_tables.h. */
    gboolean (*list_tables)(Store *store, GPtrArray *tables, GError **error);
    gboolean (*load_begin)(Store *store, const StoreTable *table, GError **error);
    gboolean (*load_row)(Store *store, const StoreValue *values, GError **error);
    gboolean (*load_end)(Store *store, GError **error);
    gboolean (*last_number)(Store *store, const StoreTable *table, gint64 *ret_number,
                            GError **error);
    gboolean (*set_last_number)(Store *store, const StoreTable *table, gint64 number,
                                GError **error);
    gboolean (*read_move)(Store *store, StoreMove *ret_move, GError **error);
    gboolean (*record_move)(Store *store, const StoreMove *move, GError **error);
    gboolean (*settle)(Store *store, GError **error);
} StoreEngine;

/* The first member of an engine's own structure, as StoreStatement is in that of its statements. */
struct Store {
    const StoreEngine *engine;
    GHashTable *statements; /* SQL text, by its (static) address -> StoreStatement */
    StoreLossFunc on_loss;
    gpointer on_loss_data;
    char *moved_to;    /* see store_moved_to() */
    gboolean was_lost; /* see store_was_lost() */
    gboolean is_durable;
    gboolean is_for_move; /* opened by store_open_for_move() */
    gboolean is_anew;     /* see StoreLocation */
    gint64 deadline_us;   /* 0: none */
};

struct StoreStatement {
    Store *store;
};

/* Frees all statements; call it before their connection is closed. */
void store_forget_statements(Store *store);

/* A table without columns. (transfer full) */
StoreTable *store_table_new(const char *name, const char *place);

/* What the name of a table begins with while its store is closed. */
#define STORE_CLOSED_PREFIX "moved_"

/* The state in a number that also has a version, and such a number with another state. */
StoreState store_state_of(gint64 mark);
gint64 store_marked(gint64 mark, StoreState state);

/* Sets the error of a store that is not in use. */
void store_refuse_moved(const StoreMove *move, GError **error);
