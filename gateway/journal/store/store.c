/* store.c - passes each call to the engine, and caches statements. */
#include "gateway/journal/store/store.h"

#include "build-config.h"
#include "gateway/journal/store/postgres_store.h"
#include "gateway/journal/store/sqlite_store.h"
#include "gateway/journal/store/store_tables.h"

#include <errno.h>

G_DEFINE_QUARK(ticketgate - store - error - quark, store_error)

StoreError
store_error_of_errno(int code)
{
    switch (code) {
    case EWOULDBLOCK:
    case EINTR:
        return STORE_ERROR_BUSY;
    case ENOSPC:
    case EDQUOT:
        return STORE_ERROR_FULL;
    case EROFS:
        return STORE_ERROR_READ_ONLY;
    case ENOENT:
        return STORE_ERROR_GONE;
    default:
        return STORE_ERROR_OTHER;
    }
}

static void
free_statement(gpointer data)
{
    StoreStatement *statement = data;
    statement->store->engine->free_statement(statement);
}

static const StoreEngine *
find_engine(const StoreLocation *location, GError **error)
{
    if (location->path != NULL)
        return &sqlite_store_engine;
#if HAVE_POSTGRESQL
    (void)error;
    return &postgres_store_engine;
#else
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                        "this program was built without PostgreSQL; set [journal] path instead of "
                        "url");
    return NULL;
#endif
}

gboolean
store_check_location(const StoreLocation *location, GError **error)
{
    const StoreEngine *engine = find_engine(location, error);

    return engine != NULL &&
           (engine->check_location == NULL || engine->check_location(location, error));
}

static Store *
open_store(const StoreLocation *location, const Store *wanted, GError **error)
{
    const StoreEngine *engine = find_engine(location, error);

    if (engine == NULL)
        return NULL;
    Store *store = engine->new_store(location);

    store->engine = engine;
    store->on_loss = wanted->on_loss;
    store->on_loss_data = wanted->on_loss_data;
    store->is_for_move = wanted->is_for_move;
    store->is_anew = location->is_anew;
    store->statements = g_hash_table_new_full(NULL, NULL, NULL, free_statement);
    if (engine->open(store, error))
        return store;
    store_close(store);
    return NULL;
}

Store *
store_open(const StoreLocation *location, StoreLossFunc on_loss, gpointer data, GError **error)
{
    const Store wanted = {.on_loss = on_loss, .on_loss_data = data};

    return open_store(location, &wanted, error);
}

/* Nothing is lost if a new file takes the place of one that moved. */
static gboolean
lost_nothing(Store *store, gpointer data)
{
    (void)store;
    (void)data;
    return TRUE;
}

Store *
store_open_for_move(const StoreLocation *location, GError **error)
{
    const Store wanted = {.on_loss = lost_nothing, .is_for_move = TRUE};

    return open_store(location, &wanted, error);
}

void
store_close(Store *store)
{
    g_hash_table_unref(store->statements);
    store->statements = NULL;
    g_clear_pointer(&store->moved_to, g_free);
    store->engine->close(store);
}

const char *
store_moved_to(const Store *store)
{
    return store->moved_to;
}

gboolean
store_was_lost(const Store *store)
{
    return store->was_lost;
}

gboolean
store_is_current(Store *store)
{
    return store->engine->is_current(store);
}

gboolean
store_is_shared(const Store *store)
{
    return store->engine->is_shared;
}

void
store_set_deadline(Store *store, gint64 deadline_us)
{
    store->deadline_us = deadline_us;
}

void
store_set_durable(Store *store, gboolean is_durable)
{
    store->is_durable = is_durable;
}

gboolean
store_begin(Store *store, GError **error)
{
    return store->engine->begin(store, error);
}

gboolean
store_commit(Store *store, GError **error)
{
    return store->engine->commit(store, error);
}

void
store_rollback(Store *store)
{
    store->engine->rollback(store);
}

gboolean
store_check(Store *store, GError **error)
{
    return store->engine->check(store, error);
}

gboolean
store_wipe(Store *store, gboolean *ret_is_complete, GError **error)
{
    return store->engine->wipe(store, ret_is_complete, error);
}

gint64
store_now_s(Store *store)
{
    return store->engine->now_s(store);
}

StoreStatement *
store_prepare(Store *store, const char *sql, GError **error)
{
    StoreStatement *statement = g_hash_table_lookup(store->statements, sql);

    if (statement != NULL)
        return statement;
    statement = store->engine->prepare(store, sql, error);
    if (statement != NULL)
        g_hash_table_insert(store->statements, (gpointer)(guintptr)sql, statement);
    return statement;
}

void
store_forget_statements(Store *store)
{
    g_hash_table_remove_all(store->statements);
}

gboolean
store_bind_text(StoreStatement *statement, int index, const char *text, GError **error)
{
    return statement->store->engine->bind_text(statement, index, text, error);
}

gboolean
store_bind_int64(StoreStatement *statement, int index, gint64 number, GError **error)
{
    return statement->store->engine->bind_int64(statement, index, number, error);
}

gboolean
store_bind_blob(StoreStatement *statement, int index, GBytes *bytes, GError **error)
{
    return statement->store->engine->bind_blob(statement, index, bytes, error);
}

StoreRow
store_step(StoreStatement *statement, GError **error)
{
    return statement->store->engine->step(statement, error);
}

gboolean
store_run(StoreStatement *statement, guint *ret_changes, GError **error)
{
    return statement->store->engine->run(statement, ret_changes, error);
}

void
store_reset(StoreStatement *statement)
{
    statement->store->engine->reset(statement);
}

const char *
store_column_text(StoreStatement *statement, int column)
{
    return statement->store->engine->column_text(statement, column);
}

gint64
store_column_int64(StoreStatement *statement, int column)
{
    return statement->store->engine->column_int64(statement, column);
}

GBytes *
store_column_blob(StoreStatement *statement, int column)
{
    return statement->store->engine->column_blob(statement, column);
}
