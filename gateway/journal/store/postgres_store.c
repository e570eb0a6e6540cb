/* postgres_store.c - opens the database, makes and upgrades its tables. */
#include "gateway/journal/store/postgres_store.h"

#include <poll.h>

#include "config/config.h"
#include "gateway/journal/store/postgres_internal.h"
#include "gateway/journal/store/postgres_schema.h"

/* A table of ours is made by one host at a time. "tgjl" */
#define LOCK_SCHEMA "SELECT pg_advisory_xact_lock(1952934508)"
#define LOCK_ROW "SELECT version FROM ticketgate_journal FOR UPDATE"

static PostgresStore *
self_of(Store *store)
{
    return (PostgresStore *)store;
}

static Store *
new_store(const StoreLocation *location)
{
    PostgresStore *self = g_new0(PostgresStore, 1);

    self->url = g_strdup(location->url);
    self->password = g_strdup(location->password);
    self->is_insecure = location->is_insecure;
    self->is_expected = location->is_expected;
    self->waits_for = g_strdup(location->waits_for);
    return &self->store;
}

static void
close_store(Store *store)
{
    PostgresStore *self = self_of(store);

    postgres_drop(self);
    config_secret_free(self->password);
    g_free(self->url);
    g_free(self->waits_for);
    g_free(self);
}

/* Loads the library, but connects to nothing. */
static gboolean
check_location(const StoreLocation *location, GError **error)
{
    PostgresStore *self = self_of(new_store(location));
    g_auto(PostgresOptions) options = {0};

    self->pq = postgres_library(error);
    gboolean is_fine = self->pq != NULL && postgres_location_options(self, &options, error) &&
                       postgres_options_are_safe(self, &options, error);
    close_store(&self->store);
    return is_fine;
}

/* ---- the tables ---- */

/* Making them may take longer than a mail may wait. */
#define MIGRATE_WAIT_US (120 * G_USEC_PER_SEC)
#define SQLSTATE_TABLE_IS_THERE "42P07"

#define COUNT_STATE                                                                                \
    "SELECT count(*) FROM information_schema.tables"                                               \
    " WHERE table_schema = current_schema() AND table_name = 'ticketgate_journal'"

/* The number that a group of statements ends with; -1 with an error. */
static gint64
ask(PostgresStore *self, const char *sql, gint64 deadline_us, GError **error)
{
    PGresult *result =
        postgres_send(self, sql, NULL, error) ? postgres_await(self, deadline_us, error) : NULL;
    gint64 number = -1;

    if (result != NULL)
        number = self->pq->ntuples(result) > 0 ? postgres_number(self, result, 0, 0) : 0;
    self->pq->clear(result);
    return number;
}

/* In a transaction, after no other host can make tables: the version that they have now. */
static gint64
lock_version(PostgresStore *self, gint64 deadline_us, GError **error)
{
    if (ask(self, "BEGIN ISOLATION LEVEL READ COMMITTED", deadline_us, error) < 0 ||
        !postgres_send(self, LOCK_SCHEMA, NULL, error))
        return -1;
    gint64 n_tables = ask(self, COUNT_STATE, deadline_us, error);
    return n_tables > 0 ? ask(self, LOCK_ROW, deadline_us, error) : n_tables;
}

static gboolean
send_step(PostgresStore *self, const PostgresSchemaStep *step, GError **error)
{
    g_autofree char *note =
        g_strdup_printf("UPDATE ticketgate_journal SET version = %u, usable_from = %u",
                        step->version, step->usable_from);

    for (gsize i = 0; step->sql[i] != NULL; i++)
        if (!postgres_send(self, step->sql[i], NULL, error))
            return FALSE;
    return postgres_send(self, note, NULL, error);
}

/* The tables are new although there was a journal. Its record needs the clock. */
static gboolean
note_loss(PostgresStore *self, gint64 deadline_us, GError **error)
{
    PGresult *state =
        postgres_send(self, "SELECT " POSTGRES_STATE " FROM ticketgate_journal", NULL, error)
            ? postgres_await(self, deadline_us, error)
            : NULL;
    gboolean is_read = state != NULL && postgres_take_state(self, state, error);

    self->pq->clear(state);
    if (!is_read)
        return FALSE;
    self->store.was_lost = TRUE;
    if (self->store.on_loss(&self->store, self->store.on_loss_data))
        return TRUE;
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_OTHER,
                        "database: the loss of the journal before it cannot be recorded");
    return FALSE;
}

static gboolean
migrate_in_transaction(PostgresStore *self, gint64 deadline_us, GError **error)
{
    gint64 version = lock_version(self, deadline_us, error);
    gboolean is_loss = version == 0 && self->store.is_anew;
    gboolean is_waiting = version == 0 && self->waits_for != NULL;
    const StoreMove waiting = {.state = STORE_MOVED, .place = self->waits_for};
    const PostgresSchemaStep *step = NULL;

    if (version < 0)
        return FALSE;
    while ((step = postgres_schema_step((guint)version)) != NULL) {
        if (!send_step(self, step, error))
            return FALSE;
        version = step->version;
    }
    return (!is_loss || note_loss(self, deadline_us, error)) &&
           (!is_waiting || postgres_record_move(&self->store, &waiting, error)) &&
           ask(self, "COMMIT", deadline_us, error) >= 0;
}

static gboolean
migrate(PostgresStore *self, GError **error)
{
    g_autoptr(GError) problem = NULL;

    self->is_in_transaction = TRUE;
    if (migrate_in_transaction(self, g_get_monotonic_time() + MIGRATE_WAIT_US, &problem)) {
        self->is_in_transaction = FALSE;
        return TRUE;
    }
    gboolean is_taken = g_strcmp0(self->sqlstate, SQLSTATE_TABLE_IS_THERE) == 0;
    postgres_rollback(&self->store);
    if (is_taken)
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "%s; another program uses this database: give ticketgate one of its own",
                    problem->message);
    else
        g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

static gboolean
open_store(Store *store, GError **error)
{
    PostgresStore *self = self_of(store);

    self->pq = postgres_library(error);
    if (self->pq == NULL || !postgres_connect(self, error))
        return FALSE;
    if (self->version == 0 && self->is_expected && !store->is_anew) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                            "there is no journal in this database, where it has to be; correct "
                            "[journal] url, or restore the database; if it is lost for good, "
                            "ticketgate prune --restored makes a new one");
        return FALSE;
    }
    if (self->version < (gint64)postgres_schema_version() && self->state == STORE_IN_USE) {
        if (!migrate(self, error))
            return FALSE;
        postgres_drop(self); /* connects anew, which reads the clock and the versions */
        if (!postgres_connect(self, error))
            return FALSE;
    }
    self->is_stale = FALSE;
    return TRUE;
}

/* ---- the rest ---- */

/* What the server said meanwhile, for example that it shuts down, is at the socket. */
static gboolean
is_current(Store *store)
{
    const PostgresStore *self = (const PostgresStore *)store;

    if (self->is_stale || self->connection == NULL)
        return FALSE;
    struct pollfd item = {.fd = self->pq->socket(self->connection), .events = POLLIN};
    while (poll(&item, 1, 0) > 0)
        if (self->pq->consumeInput(self->connection) != 1)
            return FALSE;
    return TRUE;
}

static gint64
now_s(Store *store)
{
    const PostgresStore *self = (const PostgresStore *)store;

    return (g_get_monotonic_time() + self->clock_offset_us) / G_USEC_PER_SEC;
}

/* A group for each table, because VACUUM is its own transaction. */
static gboolean
for_each_table(PostgresStore *self, const char *beginning, gint64 wait_us, GError **error)
{
    g_autoptr(GPtrArray) tables = store_list_tables(&self->store, error);

    for (guint i = 0; tables != NULL && i < tables->len; i++) {
        const StoreTable *table = g_ptr_array_index(tables, i);
        g_autofree char *sql = g_strconcat(beginning, table->place, NULL);
        if (ask(self, sql, g_get_monotonic_time() + wait_us, error) < 0)
            return FALSE;
    }
    return tables != NULL;
}

/* Both read or write all rows of a table. */
#define TABLE_WAIT_US ((gint64)3600 * G_USEC_PER_SEC)

static gboolean
check(Store *store, GError **error)
{
    return for_each_table(self_of(store), "SELECT count(*) FROM ", TABLE_WAIT_US, error);
}

/* The files of the tables are written anew. What the server's log (WAL), its backups and its
 * standbys have is beyond our reach. */
static gboolean
wipe(Store *store, gboolean *ret_is_complete, GError **error)
{
    *ret_is_complete = for_each_table(self_of(store), "VACUUM (FULL) ", TABLE_WAIT_US, error);
    return *ret_is_complete;
}

const StoreEngine postgres_store_engine = {
    .is_shared = TRUE,
    .new_store = new_store,
    .check_location = check_location,
    .open = open_store,
    .close = close_store,
    .is_current = is_current,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .check = check,
    .wipe = wipe,
    .now_s = now_s,
    .prepare = postgres_prepare,
    .free_statement = postgres_free_statement,
    .bind_text = postgres_bind_text,
    .bind_int64 = postgres_bind_int64,
    .bind_blob = postgres_bind_blob,
    .step = postgres_step,
    .run = postgres_run,
    .reset = postgres_reset,
    .column_text = postgres_column_text,
    .column_int64 = postgres_column_int64,
    .column_blob = postgres_column_blob,
    .column_is_null = postgres_column_is_null,
    .list_tables = postgres_list_tables,
    .load_begin = postgres_load_begin,
    .load_row = postgres_load_row,
    .load_end = postgres_load_end,
    .last_number = postgres_last_number,
    .set_last_number = postgres_set_last_number,
    .read_move = postgres_read_move,
    .record_move = postgres_record_move,
    .settle = postgres_settle,
};
