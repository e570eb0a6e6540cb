/* test_sqlite_vfs.c - a journal works with it, whether or not there is a log already. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/store/sqlite_vfs.h"

#include <sqlite3.h>

static void
the_file_layer_registers_once_and_is_no_default(void **state)
{
    (void)state;
    const char *name = sqlite_vfs_name();

    assert_non_null(name);
    assert_ptr_equal(sqlite_vfs_name(), name);
    assert_non_null(sqlite3_vfs_find(name));
    assert_string_not_equal(sqlite3_vfs_find(NULL)->zName, name);
}

static int
count_after_insert(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;

    assert_int_equal(
        sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, sqlite_vfs_name()),
        SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    assert_int_equal(sqlite3_exec(db,
                                  "PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS t (a);"
                                  "INSERT INTO t VALUES (1)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM t", -1, &statement, NULL), 0);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int count = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return count;
}

static void
makes_a_log_and_finds_it_again(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *wal = g_strconcat(fixture->path, "-wal", NULL);

    assert_int_equal(count_after_insert(fixture->path), 1);
    assert_true(g_file_test(wal, G_FILE_TEST_EXISTS));
    assert_int_equal(count_after_insert(fixture->path), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_layer_registers_once_and_is_no_default),
        fixture_test(makes_a_log_and_finds_it_again),
    };
    return cmocka_run_group_tests_name("sqlite_vfs", tests, NULL, NULL);
}
