/* postgres_connection.c - makes the connection, sends statements and waits for their results, never
 * beyond the deadline. Knows no statement but the one that reads versions and clock. */
#include "gateway/journal/store/postgres_internal.h"
#include "gateway/journal/store/postgres_schema.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#define LONGEST_WAIT_US (10 * G_USEC_PER_SEC)

/* One mail makes several calls, which shall not wait one after the other for a server that does not
 * answer. */
#define PAUSE_US (2 * G_USEC_PER_SEC)

#define SQLSTATE_NO_TABLE "42P01"
#define SQLSTATE_NO_COLUMN "42703"

gint64
postgres_deadline(const PostgresStore *store)
{
    gint64 latest_us = g_get_monotonic_time() + LONGEST_WAIT_US;

    return store->store.deadline_us == 0 ? latest_us : MIN(latest_us, store->store.deadline_us);
}

void
postgres_drop(PostgresStore *store)
{
    if (store->connection == NULL)
        return;
    store->pq->finish(store->connection);
    store->connection = NULL;
    store->is_stale = TRUE;
}

static gboolean
fail_late(PostgresStore *store, GError **error)
{
    postgres_drop(store);
    store->not_before_us = g_get_monotonic_time() + PAUSE_US;
    g_set_error_literal(
        error, STORE_ERROR, STORE_ERROR_GONE,
        "database: it did not answer in time; is the server, or the way to it, stuck?");
    return FALSE;
}

/* The text of the error is the connection's, so it is read before that is given up. */
static gboolean
fail_lost(PostgresStore *store, GError **error)
{
    (void)postgres_fail_connection(store, error);
    postgres_drop(store);
    return FALSE;
}

gboolean
postgres_wait_for(PostgresStore *store, short events, gint64 deadline_us, GError **error)
{
    struct pollfd item = {.fd = store->pq->socket(store->connection), .events = events};

    for (;;) {
        gint64 left_us = deadline_us - g_get_monotonic_time();
        if (left_us <= 0)
            return fail_late(store, error);
        int n_ready = poll(&item, 1, (int)(left_us / 1000 + 1));
        if (n_ready > 0)
            return TRUE;
        if (n_ready < 0 && errno != EINTR)
            return fail_late(store, error);
    }
}

/* ---- connecting ---- */

static void
ignore_notice(void *unused, const PGresult *notice)
{
    (void)unused;
    (void)notice;
}

static gboolean
start(PostgresStore *store, GError **error)
{
    g_auto(PostgresOptions) options = {0};

    if (!postgres_location_options(store, &options, error))
        return FALSE;
    store->connection =
        store->pq->connectStartParams((const char *const *)options.keys->pdata,
                                      (const char *const *)options.values->pdata, FALSE);
    if (store->connection == NULL) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_OTHER,
                            "database: there is not enough memory");
        return FALSE;
    }
    store->pq->setNoticeReceiver(store->connection, ignore_notice, NULL);
    /* So that the message of a refused connection has an SQLSTATE. */
    store->pq->setErrorVerbosity(store->connection, PQERRORS_VERBOSE);
    if (store->pq->status(store->connection) == CONNECTION_BAD)
        return fail_lost(store, error);
    if (postgres_location_is_safe(store, error))
        return TRUE;
    postgres_drop(store);
    return FALSE;
}

static gboolean
finish(PostgresStore *store, gint64 deadline_us, GError **error)
{
    PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;

    while (wanted != PGRES_POLLING_OK) {
        short events = wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (!postgres_wait_for(store, events, deadline_us, error))
            return FALSE;
        wanted = store->pq->connectPoll(store->connection);
        if (wanted == PGRES_POLLING_FAILED)
            return fail_lost(store, error);
    }
    return (store->pq->setnonblocking(store->connection, 1) == 0 &&
            store->pq->enterPipelineMode(store->connection) == 1) ||
           fail_lost(store, error);
}

/* Text in another encoding could not hold what mails have. */
static gboolean
check_encoding(PostgresStore *store, GError **error)
{
    const char *encoding = store->pq->parameterStatus(store->connection, "server_encoding");

    if (encoding == NULL || strcmp(encoding, "UTF8") == 0)
        return TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                "database: its encoding is %s; make one with ENCODING 'UTF8'", encoding);
    return FALSE;
}

#define SELECT_STATE                                                                               \
    "SELECT " POSTGRES_STATE ", current_setting('synchronous_commit') FROM ticketgate_journal"

/* What another version left can be used if it says so. */
gboolean
postgres_take_state(PostgresStore *store, const PGresult *state, GError **error)
{
    gint64 ours = postgres_schema_version();
    gint64 usable_from = postgres_number(store, state, 0, 2);

    store->clock_offset_us = postgres_number(store, state, 0, 0) - g_get_monotonic_time();
    store->version = postgres_number(store, state, 0, 1);
    store->state = store_state_of(usable_from);
    if (usable_from <= ours || store->store.is_for_move)
        return TRUE;
    store->is_stale = TRUE;
    if (store->state != STORE_IN_USE) /* who has it open ends what was begun */
        return (store->is_in_transaction && store->state == STORE_LEAVING) ||
               postgres_move_refuse(store, error);
    g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                "the database has version %" G_GINT64_FORMAT " of the journal, this program knows "
                "version %" G_GINT64_FORMAT "; upgrade ticketgate on this host",
                store->version, ours);
    return FALSE;
}

gint64
postgres_number(const PostgresStore *store, const PGresult *result, int row, int column)
{
    const char *value = store->pq->getvalue(result, row, column);
    gint64 wide = 0;
    gint32 narrow = 0;

    if (store->pq->getisnull(result, row, column))
        return 0;
    if (store->pq->getlength(result, row, column) == sizeof wide) {
        memcpy(&wide, value, sizeof wide);
        return GINT64_FROM_BE(wide);
    }
    if (store->pq->getlength(result, row, column) == 1)
        return value[0]; /* a boolean, e.g. of IS NULL: 0 or 1 */
    g_assert(store->pq->getlength(result, row, column) == sizeof narrow);
    memcpy(&narrow, value, sizeof narrow);
    return GINT32_FROM_BE(narrow);
}

/* No table: it is to be made. */
static gboolean
read_state(PostgresStore *store, gint64 deadline_us, GError **error)
{
    g_autoptr(GError) problem = NULL;

    store->version = 0;
    store->state = STORE_IN_USE;
    PGresult *state = postgres_send(store, SELECT_STATE, NULL, &problem)
                          ? postgres_await(store, deadline_us, &problem)
                          : NULL;
    if (state != NULL && store->pq->ntuples(state) == 1) {
        store->is_server_lazy = strcmp(store->pq->getvalue(state, 0, 3), "off") == 0;
        (void)postgres_take_state(store, state, &problem);
    }
    store->pq->clear(state);
    if (problem == NULL || strcmp(store->sqlstate, SQLSTATE_NO_TABLE) == 0)
        return TRUE;
    if (strcmp(store->sqlstate, SQLSTATE_NO_COLUMN) == 0)
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                            "database: its table ticketgate_journal is of another program");
    else
        g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

gboolean
postgres_connect(PostgresStore *store, GError **error)
{
    if (store->connection != NULL)
        return TRUE;
    if (store->is_in_transaction || g_get_monotonic_time() < store->not_before_us) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_GONE,
                            "database: the connection was lost");
        return FALSE;
    }
    gint64 deadline_us = postgres_deadline(store);
    if (!start(store, error) || !finish(store, deadline_us, error))
        return FALSE;
    return check_encoding(store, error) && read_state(store, deadline_us, error);
}

/* ---- statements ---- */

gboolean
postgres_send(PostgresStore *store, const char *sql, const PostgresValues *values, GError **error)
{
    static const PostgresValues none = {0};
    const PostgresValues *given = values != NULL ? values : &none;

    return store->pq->sendQueryParams(store->connection, sql, given->n, given->types, given->values,
                                      given->lengths, given->formats, 1) == 1 ||
           fail_lost(store, error);
}

/* Waits until PQgetResult() does not block. */
static gboolean
wait_for_result(PostgresStore *store, gint64 deadline_us, GError **error)
{
    for (;;) {
        int unsent = store->pq->flush(store->connection);
        if (unsent < 0)
            return fail_lost(store, error);
        if (unsent == 0 && !store->pq->isBusy(store->connection))
            return TRUE;
        if (!postgres_wait_for(store, (short)(unsent > 0 ? POLLIN | POLLOUT : POLLIN), deadline_us,
                               error))
            return FALSE;
        if (store->pq->consumeInput(store->connection) != 1)
            return fail_lost(store, error);
    }
}

/* What has come of a group so far. */
typedef struct {
    PGresult *last;
    GError *problem; /* the first */
    gboolean is_over;
} Group;

static void
take_result(PostgresStore *store, PGresult *result, Group *group)
{
    ExecStatusType status = store->pq->resultStatus(result);

    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        const char *changes = store->pq->cmdTuples(result);
        if (*changes != '\0')
            store->changes = (guint)g_ascii_strtoull(changes, NULL, 10);
        store->pq->clear(group->last);
        group->last = result;
        return;
    }
    group->is_over = status == PGRES_PIPELINE_SYNC;
    if (status != PGRES_PIPELINE_SYNC && status != PGRES_PIPELINE_ABORTED && group->problem == NULL)
        (void)postgres_fail_result(store, result, &group->problem);
    store->pq->clear(result);
}

/* Between the results of two statements, PQgetResult() returns NULL; so it does for ever when the
 * connection is lost. */
static gboolean
read_group(PostgresStore *store, gint64 deadline_us, Group *group, GError **error)
{
    while (!group->is_over) {
        if (!wait_for_result(store, deadline_us, error))
            return FALSE;
        PGresult *result = store->pq->getResult(store->connection);
        if (result != NULL)
            take_result(store, result, group);
        else if (store->pq->status(store->connection) == CONNECTION_BAD)
            return fail_lost(store, error);
    }
    return TRUE;
}

PGresult *
postgres_await(PostgresStore *store, gint64 deadline_us, GError **error)
{
    Group group = {0};
    GError *problem = NULL;

    store->sqlstate[0] = '\0';
    gboolean is_whole = store->pq->pipelineSync(store->connection) == 1
                            ? read_group(store, deadline_us, &group, &problem)
                            : fail_lost(store, &problem);
    if (is_whole && group.problem == NULL)
        return group.last;
    store->pq->clear(group.last);
    /* The server's last words say more than that the connection is lost. */
    if (group.problem != NULL && problem != NULL)
        g_clear_error(&problem);
    g_propagate_error(error, group.problem != NULL ? group.problem : problem);
    return NULL;
}
