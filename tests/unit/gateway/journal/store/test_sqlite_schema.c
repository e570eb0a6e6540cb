/* test_sqlite_schema.c - the SQL of every step runs after the one before, once. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/store/sqlite_schema.h"

#include <sqlite3.h>

static void
steps_run_in_their_order(void **state)
{
    sqlite3 *db = NULL;

    (void)state;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    for (guint i = 0; i < sqlite_schema_version(); i++) {
        assert_int_equal(sqlite3_exec(db, sqlite_schema_step(i), NULL, NULL, NULL), SQLITE_OK);
        assert_int_not_equal(sqlite3_exec(db, sqlite_schema_step(i), NULL, NULL, NULL), SQLITE_OK);
    }
    sqlite3_close(db);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(steps_run_in_their_order)};
    return cmocka_run_group_tests_name("sqlite_schema", tests, NULL, NULL);
}
