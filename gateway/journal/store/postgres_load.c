/* postgres_load.c - fills a table by COPY, which is many times faster than INSERT.
 *
 * A COPY cannot be part of a group of statements, so the connection leaves that mode meanwhile. */
#include "gateway/journal/store/postgres_internal.h"

#include <poll.h>
#include <string.h>

/* So much is collected before it is sent. */
#define CHUNK_BYTES 65536

/* After a failure in the middle of a COPY, only a new connection is in a known state. */
static gboolean
give_up(PostgresStore *self, GError **error)
{
    if (self->connection != NULL)
        (void)postgres_fail_connection(self, error);
    postgres_drop(self);
    return FALSE;
}

static gboolean
flush(PostgresStore *self, GError **error)
{
    gint64 deadline_us = postgres_deadline(self);
    int unsent = 0;

    while ((unsent = self->pq->flush(self->connection)) > 0) {
        if (!postgres_wait_for(self, POLLIN | POLLOUT, deadline_us, error))
            return FALSE;
        if (self->pq->consumeInput(self->connection) != 1)
            return give_up(self, error);
    }
    return unsent == 0 || give_up(self, error);
}

/* The next result; NULL with an error. */
static PGresult *
await_result(PostgresStore *self, GError **error)
{
    gint64 deadline_us = postgres_deadline(self);

    if (!flush(self, error))
        return NULL;
    while (self->pq->isBusy(self->connection)) {
        if (!postgres_wait_for(self, POLLIN, deadline_us, error))
            return NULL;
        if (self->pq->consumeInput(self->connection) != 1) {
            (void)give_up(self, error);
            return NULL;
        }
    }
    PGresult *result = self->pq->getResult(self->connection);
    if (result == NULL)
        (void)give_up(self, error);
    return result;
}

/* Whether the next result has that status. */
static gboolean
expect(PostgresStore *self, ExecStatusType status, GError **error)
{
    PGresult *result = await_result(self, error);

    if (result == NULL)
        return FALSE;
    gboolean is_expected = self->pq->resultStatus(result) == status;
    if (!is_expected)
        (void)postgres_fail_result(self, result, error);
    self->pq->clear(result);
    if (!is_expected)
        postgres_drop(self);
    return is_expected;
}

/* Waits for the group that has begun. */
static gboolean
end_group(PostgresStore *self, GError **error)
{
    GError *problem = NULL;
    PGresult *result = postgres_await(self, postgres_deadline(self), &problem);

    self->pq->clear(result);
    if (problem == NULL)
        return self->pq->exitPipelineMode(self->connection) == 1 || give_up(self, error);
    g_propagate_error(error, problem);
    return FALSE;
}

gboolean
postgres_load_begin(Store *store, const StoreTable *table, GError **error)
{
    PostgresStore *self = (PostgresStore *)store;
    g_autoptr(GString) sql = g_string_new("COPY ");

    g_string_append_printf(sql, "%s (", table->place);
    for (guint i = 0; i < table->columns->len; i++)
        g_string_append_printf(sql, "%s%s", i > 0 ? ", " : "",
                               ((const StoreColumn *)g_ptr_array_index(table->columns, i))->name);
    g_string_append(sql, ") FROM STDIN");
    if (!postgres_connect(self, error) || !end_group(self, error))
        return FALSE;
    self->load = g_string_sized_new(2 * (gsize)CHUNK_BYTES);
    self->load_table = table;
    if (self->pq->sendQueryParams(self->connection, sql->str, 0, NULL, NULL, NULL, NULL, 0) != 1)
        return give_up(self, error);
    return expect(self, PGRES_COPY_IN, error);
}

/* COPY's text: tabs and line feeds are its own, and begin with a backslash in a value. */
static void
append_text(GString *load, const char *text, gsize size)
{
    for (gsize i = 0; i < size; i++) {
        if (text[i] == '\\')
            g_string_append(load, "\\\\");
        else if (text[i] == '\t')
            g_string_append(load, "\\t");
        else if (text[i] == '\n')
            g_string_append(load, "\\n");
        else if (text[i] == '\r')
            g_string_append(load, "\\r");
        else if (text[i] != '\0') /* which the server refuses in a text */
            g_string_append_c(load, text[i]);
    }
}

static void
append_bytes(GString *load, const char *data, gsize size)
{
    static const char digits[] = "0123456789abcdef";

    g_string_append(load, "\\\\x");
    for (gsize i = 0; i < size; i++) {
        guchar byte = (guchar)data[i];
        g_string_append_c(load, digits[byte >> 4]);
        g_string_append_c(load, digits[byte & 15]);
    }
}

static gboolean
send_chunk(PostgresStore *self, GError **error)
{
    int is_taken = 0;

    if (self->load->len == 0)
        return TRUE;
    while ((is_taken = self->pq->putCopyData(self->connection, self->load->str,
                                             (int)self->load->len)) == 0)
        if (!flush(self, error))
            return FALSE;
    g_string_truncate(self->load, 0);
    return is_taken == 1 ? flush(self, error) : give_up(self, error);
}

gboolean
postgres_load_row(Store *store, const StoreValue *values, GError **error)
{
    PostgresStore *self = (PostgresStore *)store;

    for (guint i = 0; i < self->load_table->columns->len; i++) {
        const StoreColumn *column = g_ptr_array_index(self->load_table->columns, i);
        if (i > 0)
            g_string_append_c(self->load, '\t');
        if (values[i].is_null)
            g_string_append(self->load, "\\N");
        else if (column->type == STORE_TYPE_NUMBER)
            g_string_append_printf(self->load, "%" G_GINT64_FORMAT, values[i].number);
        else if (column->type == STORE_TYPE_BYTES)
            append_bytes(self->load, values[i].data, values[i].size);
        else
            append_text(self->load, values[i].data, values[i].size);
    }
    g_string_append_c(self->load, '\n');
    return self->load->len < CHUNK_BYTES || send_chunk(self, error);
}

/* After COPY's result comes NULL. */
static gboolean
end_copy(PostgresStore *self, GError **error)
{
    if (self->pq->putCopyEnd(self->connection, NULL) < 0)
        return give_up(self, error);
    if (!expect(self, PGRES_COMMAND_OK, error))
        return FALSE;
    while (self->pq->isBusy(self->connection))
        if (!postgres_wait_for(self, POLLIN, postgres_deadline(self), error) ||
            self->pq->consumeInput(self->connection) != 1)
            return give_up(self, error);
    PGresult *more = self->pq->getResult(self->connection);
    self->pq->clear(more);
    return (more == NULL && self->pq->enterPipelineMode(self->connection) == 1) ||
           give_up(self, error);
}

gboolean
postgres_load_end(Store *store, GError **error)
{
    PostgresStore *self = (PostgresStore *)store;
    gboolean is_done = self->connection != NULL && send_chunk(self, error) && end_copy(self, error);

    g_string_free(g_steal_pointer(&self->load), TRUE);
    self->load_table = NULL;
    return is_done;
}
