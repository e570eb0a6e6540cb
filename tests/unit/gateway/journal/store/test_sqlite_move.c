/* test_sqlite_move.c - the state of a file that moves, and its header. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/store/store_tables.h"

static void
record(Store *store, StoreState state)
{
    char place[] = "there";
    char name[] = "it's";
    const StoreMove move = {.state = state, .place = place, .move = name};

    assert_true(store_begin(store, NULL));
    assert_true(store_record_move(store, &move, NULL));
    assert_true(store_commit(store, NULL));
}

static void
whoever_has_it_open_goes_on_until_it_is_closed(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    const StoreLocation location = {.path = fixture->path};
    g_auto(StoreMove) move = {0};
    Journal *journal = fixture_open(fixture);
    Store *store = store_open_for_move(&location, NULL);

    record(store, STORE_LEAVING);
    assert_true(store_read_move(store, &move, NULL));
    assert_int_equal(move.state, STORE_LEAVING);
    assert_string_equal(move.place, "there");
    assert_string_equal(move.move, "it's");
    assert_null(journal_open(fixture->path, NULL));
    assert_false(journal_is_current(journal));
    assert_true(journal_begin(journal, FALSE, NULL));
    assert_true(journal_commit(journal, NULL));
    fixture_run_sql(fixture, "DELETE FROM mail");
    record(store, STORE_CLOSED);
    fixture_run_sql(fixture, "DELETE FROM moved_mail");
    record(store, STORE_CLOSED);
    record(store, STORE_IN_USE);
    fixture_run_sql(fixture, "DELETE FROM mail");
    assert_true(journal_is_current(journal));
    journal_close(journal);
    store_close(store);
}

static void
the_header_says_whether_a_file_is_in_use(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    const StoreLocation location = {.path = fixture->path};

    assert_false(store_file_is_in_use(fixture->path));
    assert_true(g_file_set_contents(fixture->path, "SQL", 3, NULL));
    assert_true(store_file_is_in_use(fixture->path));
    assert_int_equal(g_unlink(fixture->path), 0);
    Store *store = store_open_for_move(&location, NULL);
    assert_true(store_file_is_in_use(fixture->path));
    record(store, STORE_CLOSED);
    assert_true(store_settle(store, NULL));
    assert_true(store_file_is_in_use(fixture->path));
    record(store, STORE_MOVED);
    assert_true(store_settle(store, NULL));
    store_close(store);
    assert_false(store_file_is_in_use(fixture->path));
}

static void
a_moved_file_is_replaced_by_one_that_waits(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    const StoreLocation location = {.path = fixture->path};
    const StoreLocation waiting = {.path = fixture->path, .waits_for = "elsewhere"};
    g_autofree char *name = NULL;
    g_autofree char *rest = g_strconcat(fixture->path, ".new", NULL);
    g_auto(StoreMove) found = {0};

    Store *store = store_open_for_move(&location, NULL);
    assert_true(store_renew_moved_file(&waiting, &name, NULL));
    assert_null(name); /* it is in use */
    record(store, STORE_MOVED);
    assert_true(store_settle(store, NULL));
    store_close(store);
    assert_true(g_file_set_contents(rest, "of a try that was killed", -1, NULL));
    assert_true(store_renew_moved_file(&waiting, &name, NULL));
    assert_true(g_str_has_prefix(name + strlen(fixture->path), ".moved-"));
    assert_true(store_file_has_moved(name));
    assert_true(store_file_has_moved(fixture->path));
    assert_false(g_file_test(rest, G_FILE_TEST_EXISTS));
    store = store_open_for_move(&location, NULL);
    assert_true(store_read_move(store, &found, NULL));
    assert_string_equal(found.place, "elsewhere");
    store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(whoever_has_it_open_goes_on_until_it_is_closed),
        fixture_test(the_header_says_whether_a_file_is_in_use),
        fixture_test(a_moved_file_is_replaced_by_one_that_waits),
    };
    return cmocka_run_group_tests_name("sqlite_move", tests, NULL, NULL);
}
