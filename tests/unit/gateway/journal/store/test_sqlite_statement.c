/* test_sqlite_statement.c - values in and out, nested transactions, and what the errors say. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_internal.h"
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

static gint64
count_rows(Journal *journal)
{
    gint64 count = -1;

    assert_int_equal(journal_read_number(journal, "SELECT count(*) FROM t", &count), SQLITE_OK);
    return count;
}

static Journal *
open_with_table(void **state)
{
    Journal *journal = fixture_open(*state);

    assert_int_equal(journal_run_script(journal, "CREATE TABLE t (a TEXT, b INTEGER, c BLOB)"),
                     SQLITE_OK);
    return journal;
}

#define INSERT "INSERT INTO t VALUES (?1, ?2, ?3)"

static void
values_come_back_as_they_went(void **state)
{
    static const char blob[] = "\0\xff\r\n";
    g_autoptr(Journal) journal = open_with_table(state);
    g_autoptr(GBytes) bytes = g_bytes_new_static(blob, sizeof blob);
    g_autoptr(GBytes) nothing = g_bytes_new_static(NULL, 0);
    guint changes = 0;

    assert_true(
        journal_execute(journal, &changes, NULL, INSERT, "tib", "a'b\n", G_MAXINT64, bytes));
    assert_int_equal(changes, 1);
    assert_true(journal_execute(journal, NULL, NULL, INSERT, "tib", NULL, G_MININT64, nothing));
    g_autoptr(JournalQuery) query =
        journal_query(journal, NULL, "SELECT a, b, c FROM t ORDER BY rowid", "");
    assert_int_equal(journal_query_next(journal, query, NULL), JOURNAL_ROW_FOUND);
    g_autofree char *text = journal_query_text(query, 0);
    assert_string_equal(text, "a'b\n");
    assert_true(sqlite3_column_int64(query, 1) == G_MAXINT64);
    assert_int_equal(sqlite3_column_bytes(query, 2), sizeof blob);
    assert_memory_equal(sqlite3_column_blob(query, 2), blob, sizeof blob);
    assert_int_equal(journal_query_next(journal, query, NULL), JOURNAL_ROW_FOUND);
    assert_null(journal_query_text(query, 0));
    assert_int_equal(sqlite3_column_type(query, 2), SQLITE_BLOB);
    assert_int_equal(journal_query_next(journal, query, NULL), JOURNAL_ROW_NONE);
}

static void
the_outermost_transaction_counts(void **state)
{
    g_autoptr(Journal) journal = open_with_table(state);

    assert_true(journal_begin(journal, TRUE, NULL));
    assert_true(journal_begin(journal, FALSE, NULL));
    assert_true(journal->is_durable);
    assert_true(journal_execute(journal, NULL, NULL, "INSERT INTO t (b) VALUES (1)", ""));
    assert_true(journal_commit(journal, NULL));
    assert_false(sqlite3_get_autocommit(journal->db));
    journal_rollback(journal);
    assert_int_equal(count_rows(journal), 0);
    assert_true(journal_begin(journal, FALSE, NULL));
    assert_false(journal->is_durable);
    assert_true(journal_execute(journal, NULL, NULL, "INSERT INTO t (b) VALUES (1)", ""));
    assert_true(journal_commit(journal, NULL));
    assert_int_equal(count_rows(journal), 1);
    journal_rollback(journal);
}

static void
a_mistake_in_sql_is_an_error_not_damage(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(Journal) journal = open_with_table(state);
    g_autoptr(GError) error = NULL;

    assert_null(journal_query(journal, &error, "SELECT nonsense FROM nowhere", ""));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    assert_false(sqlite_repair_is_marked(fixture->path));
}

static void
only_damage_makes_a_mark(void **state)
{
    static const struct {
        int code;
        gboolean is_marked;
    } rows[] = {{SQLITE_BUSY, FALSE},        {SQLITE_FULL, FALSE},   {SQLITE_IOERR_WRITE, FALSE},
                {SQLITE_CORRUPT_VTAB, TRUE}, {SQLITE_CORRUPT, TRUE}, {SQLITE_NOTADB, TRUE}};
    const Fixture *fixture = *state;
    g_autoptr(Journal) journal = fixture_open(fixture);

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(journal_fail(journal, rows[i].code, "test", &error));
        assert_error(error, DELIVERY_ERROR_TEMPORARY);
        assert_int_equal(sqlite_repair_is_marked(fixture->path), rows[i].is_marked);
        sqlite_repair_unmark(fixture->path);
    }
}

#define INSERT_ONE "INSERT INTO t (b) VALUES (1)"

static void
what_is_durable_is_synced_once_after_its_commit(void **state)
{
    g_autoptr(Journal) journal = open_with_table(state);

    journal_set_durable(journal, FALSE, NULL);
    syncs.count = 0;
    assert_true(journal_execute(journal, NULL, NULL, INSERT_ONE, ""));
    assert_int_equal(syncs.count, 0);
    journal_set_durable(journal, TRUE, NULL);
    assert_true(journal_execute(journal, NULL, NULL, INSERT_ONE, ""));
    assert_int_equal(syncs.count, 1);

    assert_true(journal_begin(journal, TRUE, NULL));
    assert_true(journal_execute(journal, NULL, NULL, INSERT_ONE, ""));
    assert_true(journal_execute(journal, NULL, NULL, INSERT_ONE, ""));
    assert_int_equal(syncs.count, 1);
    assert_true(journal_commit(journal, NULL));
    assert_int_equal(syncs.count, 2);

    assert_true(journal_begin(journal, TRUE, NULL)); /* nothing written, nothing to sync */
    assert_true(journal_commit(journal, NULL));
    assert_int_equal(syncs.count, 2);
}

/* A log that grows, since somebody always reads, does not cost every commit a checkpoint. */
static void
checkpoints_are_few(void **state)
{
    g_autoptr(Journal) journal = open_with_table(state);
    g_autoptr(Journal) reader = fixture_open(*state);

    assert_int_equal(journal_run_script(reader, "BEGIN"), SQLITE_OK);
    assert_int_equal(count_rows(reader), 0);
    assert_true(journal_set_durable(journal, FALSE, NULL));
    syncs.count = 0;
    for (guint i = 0; i < 1000; i++) {
        assert_true(journal_execute(journal, NULL, NULL, INSERT_ONE, ""));
        assert_int_equal(journal_run_script(reader, "COMMIT; BEGIN"), SQLITE_OK);
        (void)count_rows(reader);
    }
    assert_in_range(syncs.count, 1, 100);
    assert_int_equal(journal_run_script(reader, "COMMIT"), SQLITE_OK);
}

static void
a_sync_that_fails_is_an_error(void **state)
{
    g_autoptr(Journal) journal = open_with_table(state);
    g_autoptr(GError) error = NULL;

    assert_true(journal_begin(journal, TRUE, NULL));
    assert_true(journal_execute(journal, NULL, NULL, INSERT_ONE, ""));
    syncs.is_failing = TRUE;
    gboolean is_committed = journal_commit(journal, &error);
    syncs.is_failing = FALSE;
    assert_false(is_committed);
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    assert_int_equal(journal->depth, 0);
    assert_true(journal_execute(journal, NULL, NULL, INSERT_ONE, "")); /* the handle still works */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(what_is_durable_is_synced_once_after_its_commit),
        fixture_test(checkpoints_are_few),
        fixture_test(a_sync_that_fails_is_an_error),
        fixture_test(values_come_back_as_they_went),
        fixture_test(the_outermost_transaction_counts),
        fixture_test(a_mistake_in_sql_is_an_error_not_damage),
        fixture_test(only_damage_makes_a_mark),
    };
    return cmocka_run_group_tests_name("sqlite_statement", tests, NULL, NULL);
}
