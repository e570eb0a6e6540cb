/* postgres_move.c - closes a database whose content moves to a file.
 *
 * The state is in `usable_from`, so every host that opens the journal is refused. A host that has
 * it open misses the tables, which have other names once it is closed. */
#include "gateway/journal/store/postgres_internal.h"

#include <string.h>

#define SELECT_MOVE "SELECT place, move FROM " POSTGRES_MOVE_TABLE
#define SELECT_USABLE_FROM "SELECT usable_from FROM ticketgate_journal"
#define SETTLE_WAIT_US ((gint64)3600 * G_USEC_PER_SEC)

static PGresult *
ask(PostgresStore *self, const char *sql, gint64 deadline_us, GError **error)
{
    return postgres_connect(self, error) && postgres_send(self, sql, NULL, error)
               ? postgres_await(self, deadline_us, error)
               : NULL;
}

static char *
text_at(const PostgresStore *self, const PGresult *result, int column)
{
    return self->pq->getisnull(result, 0, column) ? NULL
                                                  : g_strdup(self->pq->getvalue(result, 0, column));
}

/* A table that is not there: nothing ever moved. Not inside a transaction, which would fail. */
static gboolean
read_row(PostgresStore *self, StoreMove *move, GError **error)
{
    static const char count[] = "SELECT count(*) FROM information_schema.tables WHERE"
                                " table_schema = current_schema() AND table_name"
                                " = '" POSTGRES_MOVE_TABLE "'";
    PGresult *tables = ask(self, count, postgres_deadline(self), error);

    if (tables == NULL)
        return FALSE;
    gint64 n_tables = postgres_number(self, tables, 0, 0);
    self->pq->clear(tables);
    if (n_tables == 0)
        return TRUE;
    PGresult *row = ask(self, SELECT_MOVE, postgres_deadline(self), error);
    if (row == NULL)
        return FALSE;
    if (self->pq->ntuples(row) > 0) {
        move->place = text_at(self, row, 0);
        move->move = text_at(self, row, 1);
    }
    self->pq->clear(row);
    return TRUE;
}

gboolean
postgres_read_move(Store *store, StoreMove *ret_move, GError **error)
{
    PostgresStore *self = (PostgresStore *)store;
    PGresult *mark = ask(self, SELECT_USABLE_FROM, postgres_deadline(self), error);
    StoreMove move = {0};

    if (mark == NULL)
        return FALSE;
    if (self->pq->ntuples(mark) > 0)
        move.state = store_state_of(postgres_number(self, mark, 0, 0));
    self->pq->clear(mark);
    if (!read_row(self, &move, error))
        return FALSE;
    *ret_move = move;
    return TRUE;
}

gboolean
postgres_move_refuse(PostgresStore *store, GError **error)
{
    g_auto(StoreMove) move = {0};

    if (!postgres_read_move(&store->store, &move, error))
        return FALSE;
    store_refuse_moved(&move, error);
    return FALSE;
}

static gboolean
run(PostgresStore *self, const char *sql, GError **error)
{
    PGresult *result = ask(self, sql, postgres_deadline(self), error);

    if (result == NULL)
        return FALSE;
    self->pq->clear(result);
    return TRUE;
}

/* Gives the tables their closed or their plain names. */
static gboolean
rename_tables(PostgresStore *self, gboolean is_closed, GError **error)
{
    g_autoptr(GPtrArray) tables = store_list_tables(&self->store, error);
    gboolean is_done = tables != NULL;

    for (guint i = 0; is_done && i < tables->len; i++) {
        const StoreTable *table = g_ptr_array_index(tables, i);
        g_autofree char *name =
            g_strconcat(is_closed ? STORE_CLOSED_PREFIX : "", table->name, NULL);
        g_autofree char *sql = g_strdup_printf("ALTER TABLE %s RENAME TO %s", table->place, name);
        if (strcmp(table->place, name) != 0)
            is_done = run(self, sql, error);
    }
    return is_done;
}

static gboolean
write_row(PostgresStore *self, const StoreMove *move, GError **error)
{
    static const char insert[] = "INSERT INTO " POSTGRES_MOVE_TABLE " (place, move)"
                                 " VALUES ($1, $2)";
    const PostgresValues values = {.n = 2,
                                   .types = {POSTGRES_TYPE_TEXT, POSTGRES_TYPE_TEXT},
                                   .values = {move->place, move->move},
                                   .lengths = {move->place != NULL ? (int)strlen(move->place) : 0,
                                               move->move != NULL ? (int)strlen(move->move) : 0},
                                   .formats = {1, 1}};

    return run(self, "CREATE TABLE IF NOT EXISTS " POSTGRES_MOVE_TABLE " (place text, move text)",
               error) &&
           run(self, "DELETE FROM " POSTGRES_MOVE_TABLE, error) &&
           postgres_send(self, insert, &values, error);
}

gboolean
postgres_record_move(Store *store, const StoreMove *move, GError **error)
{
    PostgresStore *self = (PostgresStore *)store;
    PGresult *mark = ask(self, SELECT_USABLE_FROM, postgres_deadline(self), error);

    if (mark == NULL)
        return FALSE;
    gint64 usable_from = store_marked(postgres_number(self, mark, 0, 0), move->state);
    self->pq->clear(mark);
    g_autofree char *sql = g_strdup_printf(
        "UPDATE ticketgate_journal SET usable_from = %" G_GINT64_FORMAT, usable_from);
    return rename_tables(self, move->state >= STORE_CLOSED, error) &&
           write_row(self, move, error) && run(self, sql, error);
}

/* So that the server knows how large its tables are now. */
gboolean
postgres_settle(Store *store, GError **error)
{
    PostgresStore *self = (PostgresStore *)store;
    g_autoptr(GPtrArray) tables = store_list_tables(store, error);
    gboolean is_done = tables != NULL;

    for (guint i = 0; is_done && i < tables->len; i++) {
        const StoreTable *table = g_ptr_array_index(tables, i);
        g_autofree char *sql = g_strdup_printf("ANALYZE %s", table->place);
        PGresult *result = ask(self, sql, g_get_monotonic_time() + SETTLE_WAIT_US, error);
        is_done = result != NULL;
        self->pq->clear(result);
    }
    return is_done;
}
