/* test_sqlite_statement.c - what is on disk after a call, what needs no sync, and what errors mean.
 */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/store/sqlite_internal.h"
#include "gateway/journal/store/sqlite_repair.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

/* SQLite's calls come here. */
static struct {
    guint count;
    gboolean is_failing;
} syncs;

static int
sync_file(long call, int fd)
{
    syncs.count++;
    if (!syncs.is_failing)
        return (int)syscall(call, fd);
    errno = EIO;
    return -1;
}

int
fdatasync(int fd)
{
    return sync_file(SYS_fdatasync, fd);
}

int
fsync(int fd)
{
    return sync_file(SYS_fsync, fd);
}

static gboolean
nothing_was_lost(Store *store, gpointer data)
{
    (void)store;
    (void)data;
    return TRUE;
}

static Store *
open_store(const Fixture *fixture)
{
    Store *store =
        store_open(&(StoreLocation){.path = fixture->path}, nothing_was_lost, NULL, NULL);

    assert_non_null(store);
    return store;
}

static gboolean
run(Store *store, const char *sql)
{
    StoreStatement *statement = store_prepare(store, sql, NULL);
    return statement != NULL && store_run(statement, NULL, NULL);
}

static gint64
count_rows(Store *store)
{
    gint64 count = -1;

    assert_int_equal(sqlite_read_number((SqliteStore *)store, "SELECT count(*) FROM t", &count),
                     SQLITE_OK);
    return count;
}

static Store *
open_with_table(void **state)
{
    Store *store = open_store(*state);

    assert_true(run(store, "CREATE TABLE t (a TEXT, b INTEGER, c BLOB)"));
    return store;
}

static void
only_damage_makes_a_mark(void **state)
{
    static const struct {
        int code;
        StoreError error;
        gboolean is_marked;
    } rows[] = {{SQLITE_BUSY, STORE_ERROR_BUSY, FALSE},
                {SQLITE_BUSY_SNAPSHOT, STORE_ERROR_BUSY, FALSE},
                {SQLITE_LOCKED, STORE_ERROR_BUSY, FALSE},
                {SQLITE_FULL, STORE_ERROR_FULL, FALSE},
                {SQLITE_IOERR_WRITE, STORE_ERROR_OTHER, FALSE},
                {SQLITE_ERROR, STORE_ERROR_OTHER, FALSE},
                {SQLITE_READONLY_DIRECTORY, STORE_ERROR_READ_ONLY, FALSE},
                {SQLITE_READONLY_DBMOVED, STORE_ERROR_GONE, FALSE},
                {SQLITE_CANTOPEN, STORE_ERROR_GONE, FALSE},
                {SQLITE_CORRUPT_VTAB, STORE_ERROR_DAMAGED, TRUE},
                {SQLITE_CORRUPT, STORE_ERROR_DAMAGED, TRUE},
                {SQLITE_NOTADB, STORE_ERROR_DAMAGED, TRUE}};
    const Fixture *fixture = *state;
    Store *store = open_store(fixture);

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(sqlite_fail((SqliteStore *)store, rows[i].code, "test", &error));
        assert_true(g_error_matches(error, STORE_ERROR, (int)rows[i].error));
        assert_int_equal(sqlite_repair_is_marked(fixture->path), rows[i].is_marked);
        sqlite_repair_unmark(fixture->path);
    }
    store_close(store);
}

static void
a_mistake_in_sql_is_no_damage(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Store *store = open_with_table(state);

    assert_null(store_prepare(store, "SELECT nonsense FROM nowhere", &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_OTHER));
    assert_false(sqlite_repair_is_marked(fixture->path));
    store_close(store);
}

#define INSERT_ONE "INSERT INTO t (b) VALUES (1)"

static void
what_is_durable_is_synced_once_after_its_commit(void **state)
{
    Store *store = open_with_table(state);

    store_set_durable(store, FALSE);
    syncs.count = 0;
    assert_true(run(store, INSERT_ONE));
    assert_int_equal(syncs.count, 0);
    store_set_durable(store, TRUE);
    assert_true(run(store, INSERT_ONE));
    assert_int_equal(syncs.count, 1);

    assert_true(store_begin(store, NULL));
    assert_true(run(store, INSERT_ONE));
    assert_true(run(store, INSERT_ONE));
    assert_int_equal(syncs.count, 1);
    assert_true(store_commit(store, NULL));
    assert_int_equal(syncs.count, 2);

    assert_true(store_begin(store, NULL)); /* nothing was written, so nothing is synced */
    assert_true(store_commit(store, NULL));
    assert_int_equal(syncs.count, 2);
    store_close(store);
}

static void
what_is_rolled_back_is_not_there(void **state)
{
    Store *store = open_with_table(state);

    store_rollback(store); /* no transaction is open: nothing happens */
    assert_true(store_begin(store, NULL));
    assert_true(run(store, INSERT_ONE));
    store_rollback(store);
    assert_int_equal(count_rows(store), 0);
    assert_true(run(store, INSERT_ONE));
    assert_int_equal(count_rows(store), 1);
    store_close(store);
}

/* If somebody always reads, the log keeps growing. Even then, not every commit makes a checkpoint.
 */
static void
checkpoints_are_few(void **state)
{
    Store *store = open_with_table(state);
    Store *other = open_store(*state);
    SqliteStore *reader = (SqliteStore *)other;

    assert_int_equal(sqlite_run_script(reader, "BEGIN"), SQLITE_OK);
    assert_int_equal(count_rows(other), 0);
    store_set_durable(store, FALSE);
    syncs.count = 0;
    for (guint i = 0; i < 1000; i++) {
        assert_true(run(store, INSERT_ONE));
        assert_int_equal(sqlite_run_script(reader, "COMMIT; BEGIN"), SQLITE_OK);
        (void)count_rows(other);
    }
    assert_in_range(syncs.count, 1, 100);
    assert_int_equal(sqlite_run_script(reader, "COMMIT"), SQLITE_OK);
    store_close(other);
    store_close(store);
}

static void
a_sync_that_fails_is_an_error(void **state)
{
    Store *store = open_with_table(state);
    g_autoptr(GError) error = NULL;

    store_set_durable(store, TRUE);
    assert_true(store_begin(store, NULL));
    assert_true(run(store, INSERT_ONE));
    syncs.is_failing = TRUE;
    gboolean is_committed = store_commit(store, &error);
    syncs.is_failing = FALSE;
    assert_false(is_committed);
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_OTHER));
    store_rollback(store);
    assert_true(run(store, INSERT_ONE)); /* the handle still works */
    store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(what_is_durable_is_synced_once_after_its_commit),
        fixture_test(what_is_rolled_back_is_not_there),
        fixture_test(checkpoints_are_few),
        fixture_test(a_sync_that_fails_is_an_error),
        fixture_test(a_mistake_in_sql_is_no_damage),
        fixture_test(only_damage_makes_a_mark),
    };
    return cmocka_run_group_tests_name("sqlite_statement", tests, NULL, NULL);
}
