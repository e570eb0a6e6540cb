/* postgres_statement.c - statements and transactions with PostgreSQL. Does not know the tables of
 * the journal; of its own, the one whose row is the lock of the writers. */
#include "gateway/journal/store/postgres_internal.h"

#include <string.h>

typedef struct {
    StoreStatement statement;
    char *sql;
    PostgresValues values;
    gint64 numbers[POSTGRES_MAX_VALUES]; /* in the order of the network */
    char *texts[POSTGRES_MAX_VALUES];    /* copies that are valid UTF-8; mostly NULL */
    PGresult *result;
    int row;
} PostgresStatement;

static PostgresStatement *
self_of(StoreStatement *statement)
{
    return (PostgresStatement *)statement;
}

static PostgresStore *
store_of(StoreStatement *statement)
{
    return (PostgresStore *)statement->store;
}

/* "?1" becomes "$1"; the SQL of the journal has no question mark in a text. (transfer full) */
StoreStatement *
postgres_prepare(Store *store, const char *sql, GError **error)
{
    PostgresStatement *self = g_new0(PostgresStatement, 1);

    (void)error;
    self->statement.store = store;
    self->sql = g_strdelimit(g_strdup(sql), "?", '$');
    return &self->statement;
}

void
postgres_free_statement(StoreStatement *statement)
{
    postgres_reset(statement);
    g_free(self_of(statement)->sql);
    g_free(statement);
}

static void
bind_value(PostgresStatement *self, int index, Oid type, const void *value, gsize length)
{
    int i = index - 1;

    g_assert(i < POSTGRES_MAX_VALUES && length <= G_MAXINT);
    self->values.n = MAX(self->values.n, index);
    self->values.types[i] = type;
    self->values.values[i] = value;
    self->values.lengths[i] = (int)length;
    self->values.formats[i] = 1;
}

/* The server refuses what is not UTF-8, which SQLite stores. */
gboolean
postgres_bind_text(StoreStatement *statement, int index, const char *text, GError **error)
{
    PostgresStatement *self = self_of(statement);
    const char *valid = text;

    (void)error;
    if (text != NULL && !g_utf8_validate(text, -1, NULL))
        valid = self->texts[index - 1] = g_utf8_make_valid(text, -1);
    bind_value(self, index, POSTGRES_TYPE_TEXT, valid, valid != NULL ? strlen(valid) : 0);
    return TRUE;
}

gboolean
postgres_bind_int64(StoreStatement *statement, int index, gint64 number, GError **error)
{
    PostgresStatement *self = self_of(statement);

    (void)error;
    self->numbers[index - 1] = GINT64_TO_BE(number);
    bind_value(self, index, POSTGRES_TYPE_INT64, &self->numbers[index - 1], sizeof number);
    return TRUE;
}

gboolean
postgres_bind_blob(StoreStatement *statement, int index, GBytes *bytes, GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);

    (void)error;
    bind_value(self_of(statement), index, POSTGRES_TYPE_BYTES, data != NULL ? data : "", size);
    return TRUE;
}

void
postgres_reset(StoreStatement *statement)
{
    PostgresStatement *self = self_of(statement);

    if (self->result != NULL)
        store_of(statement)->pq->clear(g_steal_pointer(&self->result));
    for (int i = 0; i < self->values.n; i++)
        g_clear_pointer(&self->texts[i], g_free);
    self->values.n = 0;
}

/* ---- running ---- */

static gboolean
send_statement(PostgresStatement *self, GError **error)
{
    PostgresStore *store = (PostgresStore *)self->statement.store;

    return postgres_send(store, self->sql, &self->values, error);
}

StoreRow
postgres_step(StoreStatement *statement, GError **error)
{
    PostgresStatement *self = self_of(statement);
    PostgresStore *store = store_of(statement);

    if (self->result == NULL) {
        if (!postgres_connect(store, error) || !send_statement(self, error))
            return STORE_ROW_ERROR;
        self->result = postgres_await(store, postgres_deadline(store), error);
        self->row = -1;
    }
    if (self->result == NULL)
        return STORE_ROW_ERROR;
    self->row++;
    return self->row < store->pq->ntuples(self->result) ? STORE_ROW_FOUND : STORE_ROW_NONE;
}

/* Whether a commit has to say how durable it is, because the server's own way is another. */
static gboolean
is_other_durability(const PostgresStore *store)
{
    return (store->store.is_durable != FALSE) == (store->is_server_lazy != FALSE);
}

static const char *
durability_sql(const PostgresStore *store)
{
    return store->store.is_durable ? "SET LOCAL synchronous_commit = on"
                                   : "SET LOCAL synchronous_commit = off";
}

/* The server keeps a transaction open in which a statement failed. */
static void
end_failed(PostgresStore *store)
{
    PGresult *result = NULL;

    if (store->connection == NULL)
        return;
    if (postgres_send(store, "ROLLBACK", NULL, NULL))
        result = postgres_await(store, postgres_deadline(store), NULL);
    if (result == NULL)
        postgres_drop(store);
    else
        store->pq->clear(result);
}

static gboolean
await_end(PostgresStore *store, GError **error)
{
    PGresult *result = postgres_await(store, postgres_deadline(store), error);

    if (result == NULL)
        return FALSE;
    store->pq->clear(result);
    return TRUE;
}

/* A statement of its own is one round trip, with or without the words around it. */
static gboolean
run_alone(PostgresStatement *self, GError **error)
{
    PostgresStore *store = (PostgresStore *)self->statement.store;

    if (!postgres_connect(store, error))
        return FALSE;
    if (!is_other_durability(store))
        return send_statement(self, error) && await_end(store, error);
    if (!postgres_send(store, "BEGIN", NULL, error) ||
        !postgres_send(store, durability_sql(store), NULL, error) || !send_statement(self, error) ||
        !postgres_send(store, "COMMIT", NULL, error))
        return FALSE;
    if (await_end(store, error))
        return TRUE;
    end_failed(store);
    return FALSE;
}

/* In a transaction, a statement whose number of changes nobody needs is sent with the next one; if
 * it fails, that one or the commit does. */
static gboolean
run_in_transaction(PostgresStatement *self, gboolean is_needed_now, GError **error)
{
    PostgresStore *store = (PostgresStore *)self->statement.store;

    return postgres_connect(store, error) && send_statement(self, error) &&
           (!is_needed_now || await_end(store, error));
}

gboolean
postgres_run(StoreStatement *statement, guint *ret_changes, GError **error)
{
    PostgresStatement *self = self_of(statement);
    PostgresStore *store = store_of(statement);
    gboolean is_done = store->is_in_transaction
                           ? run_in_transaction(self, ret_changes != NULL, error)
                           : run_alone(self, error);

    postgres_reset(statement);
    if (is_done && ret_changes != NULL)
        *ret_changes = store->changes;
    return is_done;
}

const char *
postgres_column_text(StoreStatement *statement, int column)
{
    const PostgresStatement *self = self_of(statement);
    const PostgresStore *store = store_of(statement);

    return store->pq->getisnull(self->result, self->row, column)
               ? NULL
               : store->pq->getvalue(self->result, self->row, column);
}

gboolean
postgres_column_is_null(StoreStatement *statement, int column)
{
    const PostgresStatement *self = self_of(statement);

    return store_of(statement)->pq->getisnull(self->result, self->row, column) != 0;
}

gint64
postgres_column_int64(StoreStatement *statement, int column)
{
    const PostgresStatement *self = self_of(statement);

    return postgres_number(store_of(statement), self->result, self->row, column);
}

GBytes *
postgres_column_blob(StoreStatement *statement, int column)
{
    const PostgresStatement *self = self_of(statement);
    const PostgresStore *store = store_of(statement);
    int length = store->pq->getlength(self->result, self->row, column);

    return g_bytes_new(store->pq->getvalue(self->result, self->row, column), (gsize)length);
}

/* ---- transactions ---- */

/* The server gives up a little before us, so it does not wait for a lock on behalf of nobody. A
 * host that is cut off in the middle of a transaction holds the lock no longer than IDLE. */
#define LOCK_MARGIN_MS 100
#define IDLE "10s"
#define SETTINGS                                                                                   \
    "SELECT set_config('lock_timeout', $1, true),"                                                 \
    " set_config('idle_in_transaction_session_timeout', '" IDLE "', true)"
#define LOCK "SELECT 1 FROM ticketgate_journal FOR UPDATE"
#define READ_STATE "SELECT " POSTGRES_STATE " FROM ticketgate_journal"

static gboolean
send_begin(PostgresStore *store, gint64 deadline_us, GError **error)
{
    gint64 left_ms = (deadline_us - g_get_monotonic_time()) / 1000 - LOCK_MARGIN_MS;
    g_autofree char *timeout = g_strdup_printf("%" G_GINT64_FORMAT, MAX(left_ms, 1));
    const PostgresValues values = {.n = 1,
                                   .types = {POSTGRES_TYPE_TEXT},
                                   .values = {timeout},
                                   .lengths = {(int)strlen(timeout)},
                                   .formats = {1}};

    return postgres_send(store, "BEGIN ISOLATION LEVEL READ COMMITTED", NULL, error) &&
           (!is_other_durability(store) ||
            postgres_send(store, durability_sql(store), NULL, error)) &&
           postgres_send(store, SETTINGS, &values, error) &&
           postgres_send(store, LOCK, NULL, error) && postgres_send(store, READ_STATE, NULL, error);
}

gboolean
postgres_begin(Store *store, GError **error)
{
    PostgresStore *self = (PostgresStore *)store;

    if (!postgres_connect(self, error))
        return FALSE;
    gint64 deadline_us = postgres_deadline(self);
    self->is_in_transaction = TRUE;
    PGresult *state =
        send_begin(self, deadline_us, error) ? postgres_await(self, deadline_us, error) : NULL;
    gboolean is_usable = state != NULL && postgres_take_state(self, state, error);
    self->pq->clear(state);
    if (!is_usable)
        postgres_rollback(store);
    return is_usable;
}

/* The server answers COMMIT with ROLLBACK if a statement failed before. */
gboolean
postgres_commit(Store *store, GError **error)
{
    PostgresStore *self = (PostgresStore *)store;
    PGresult *end = postgres_connect(self, error) && postgres_send(self, "COMMIT", NULL, error)
                        ? postgres_await(self, postgres_deadline(self), error)
                        : NULL;

    if (end == NULL)
        return FALSE;
    gboolean is_committed = strcmp(self->pq->cmdStatus(end), "COMMIT") == 0;
    self->pq->clear(end);
    self->is_in_transaction = FALSE;
    if (!is_committed)
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_OTHER,
                            "database: a statement before the commit had failed");
    return is_committed;
}

void
postgres_rollback(Store *store)
{
    PostgresStore *self = (PostgresStore *)store;

    if (self->is_in_transaction)
        end_failed(self);
    self->is_in_transaction = FALSE;
}
