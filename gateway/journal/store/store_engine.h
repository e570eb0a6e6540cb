/* store_engine.h - what an SQL engine implements for store.h; only for the files of this folder. */
#pragma once

#include "gateway/journal/store/store.h"

typedef struct {
    gboolean is_shared; /* see store_is_shared() */

    /* A store with only a copy of its location. (transfer full) */
    Store *(*new_store)(const StoreLocation *location);
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
    gint64 deadline_us; /* 0: none */
};

struct StoreStatement {
    Store *store;
};

/* Frees all statements; call it before their connection is closed. */
void store_forget_statements(Store *store);
