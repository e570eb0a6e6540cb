/* store_tables.c - passes calls about whole tables and moves to the engine. */
#include "gateway/journal/store/store_tables.h"

#include <string.h>

#include "gateway/journal/store/store_engine.h"

static void
free_column(gpointer data)
{
    StoreColumn *column = data;
    g_free(column->name);
    g_free(column);
}

StoreTable *
store_table_new(const char *name, const char *place)
{
    StoreTable *table = g_new0(StoreTable, 1);

    table->name = g_strdup(name);
    table->place = g_strdup(place);
    table->columns = g_ptr_array_new_with_free_func(free_column);
    return table;
}

void
store_table_free(StoreTable *table)
{
    if (table == NULL)
        return;
    g_free(table->name);
    g_free(table->place);
    g_ptr_array_unref(table->columns);
    g_free(table);
}

static void
free_table(gpointer data)
{
    store_table_free(data);
}

GPtrArray *
store_list_tables(Store *store, GError **error)
{
    g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(free_table);

    return store->engine->list_tables(store, tables, error) ? g_steal_pointer(&tables) : NULL;
}

gboolean
store_column_is_null(StoreStatement *statement, int column)
{
    return statement->store->engine->column_is_null(statement, column);
}

gboolean
store_load_begin(Store *store, const StoreTable *table, GError **error)
{
    return store->engine->load_begin(store, table, error);
}

gboolean
store_load_row(Store *store, const StoreValue *values, GError **error)
{
    return store->engine->load_row(store, values, error);
}

gboolean
store_load_end(Store *store, GError **error)
{
    return store->engine->load_end(store, error);
}

gboolean
store_last_number(Store *store, const StoreTable *table, gint64 *ret_number, GError **error)
{
    return store->engine->last_number(store, table, ret_number, error);
}

gboolean
store_set_last_number(Store *store, const StoreTable *table, gint64 number, GError **error)
{
    return store->engine->set_last_number(store, table, number, error);
}

void
store_move_clear(StoreMove *move)
{
    g_clear_pointer(&move->place, g_free);
    g_clear_pointer(&move->move, g_free);
}

gboolean
store_read_move(Store *store, StoreMove *ret_move, GError **error)
{
    return store->engine->read_move(store, ret_move, error);
}

gboolean
store_record_move(Store *store, const StoreMove *move, GError **error)
{
    return store->engine->record_move(store, move, error);
}

gboolean
store_settle(Store *store, GError **error)
{
    return store->engine->settle(store, error);
}

#define STATE_SHIFT 24

StoreState
store_state_of(gint64 mark)
{
    gint64 state = mark >> STATE_SHIFT;

    return state >= STORE_IN_USE && state <= STORE_MOVED ? (StoreState)state : STORE_IN_USE;
}

gint64
store_marked(gint64 mark, StoreState state)
{
    return (mark & ((1 << STATE_SHIFT) - 1)) | (gint64)state << STATE_SHIFT;
}

const char *
store_place(const StoreLocation *location)
{
    if (location->url != NULL)
        return location->url;
    g_autofree char *place = g_strdup_printf("%s on %s", location->path, g_get_host_name());
    return g_intern_string(place);
}

/* Sets the error of a database or file whose journal is in another place. */
static void
refuse_moved(const StoreMove *move, const char *where, GError **error)
{
    gboolean is_database = strstr(where, "://") != NULL;
    const char *advice = "set [journal] url (and reload ticketgate-lmtpd), or move it back with "
                         "ticketgate migrate --back; if it is lost for good, ticketgate prune "
                         "--restored makes a new one";

    if (move->place != NULL && !is_database && move->move == NULL) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "the journal in %s is to move here, and has not yet; ticketgate migrate ends "
                    "that on its host; if it is given up, take a new, empty database",
                    where);
        return;
    }
    if (move->place != NULL && !is_database)
        advice =
            "take [journal] url out on the host where ticketgate migrate --back ran; on others, "
            "stop the gateway, or take it out and run ticketgate prune --restored";
    g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN, "it has moved to %s; %s", where, advice);
}

void
store_refuse_moved(const StoreMove *move, GError **error)
{
    const char *where = move->place != NULL ? move->place : "another place";
    const char *back = strstr(where, "://") == NULL ? " --back" : "";

    if (move->state == STORE_MOVED)
        refuse_moved(move, where, error);
    else
        g_set_error(error, STORE_ERROR, STORE_ERROR_GONE,
                    "it is being moved to %s; if ticketgate migrate%s does not run, start it again "
                    "on the host that began, or give the move up there with ticketgate migrate "
                    "--cancel%s",
                    where, back, back);
}
