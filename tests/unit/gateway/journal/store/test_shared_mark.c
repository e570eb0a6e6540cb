/* The mark of a host whose journal is in a database. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/store/shared_mark.h"
#include "gateway/journal/store/store.h"

static void
is_there_from_its_making_until_it_is_removed(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *path = g_build_filename(fixture->directory, "journal.db", NULL);

    assert_false(shared_mark_is_there(path));
    shared_mark_remove(path);
    for (guint i = 0; i < 2; i++) {
        assert_true(shared_mark_make(path, NULL));
        assert_true(shared_mark_is_there(path));
    }
    shared_mark_remove(path);
    assert_false(shared_mark_is_there(path));
}

static void
says_that_it_cannot_be_made(void **unused)
{
    g_autoptr(GError) error = NULL;

    (void)unused;
    assert_false(shared_mark_make("/nowhere/journal.db", &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_GONE));
    assert_non_null(strstr(error->message, "/nowhere/journal.db.shared cannot be made"));
}

static void
no_new_file_takes_the_place_of_a_journal_in_a_database(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;

    assert_true(shared_mark_make(fixture->path, NULL));
    for (guint i = 0; i < 3; i++) { /* also if a process died that was about to make it */
        g_clear_error(&error);
        assert_null(journal_open(fixture->path, &error));
        assert_error(error, DELIVERY_ERROR_CONFIGURATION);
        assert_non_null(strstr(error->message, "prune --restored"));
        assert_int_equal(g_file_test(fixture->path, G_FILE_TEST_EXISTS), i > 0);
        if (i == 0)
            assert_true(g_file_set_contents(fixture->path, "", 0, NULL));
        else
            fixture_run_sql(fixture, "PRAGMA journal_mode=WAL");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(is_there_from_its_making_until_it_is_removed),
        cmocka_unit_test(says_that_it_cannot_be_made),
        fixture_test(no_new_file_takes_the_place_of_a_journal_in_a_database),
    };
    return cmocka_run_group_tests_name("shared_mark", tests, NULL, NULL);
}
