/* test_postgres_move.c - the state of a database that moves; test_journal_transfer.c moves one. */
#include "tests/unit/postgres_store.h"

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
    const StoreLocation location = {.url = *state};
    g_auto(StoreMove) move = {0};
    GError *error = NULL;
    Store *user = database_open(*state);
    Store *store = store_open_for_move(&location, NULL);

    record(store, STORE_LEAVING);
    assert_true(store_read_move(store, &move, NULL));
    assert_int_equal(move.state, STORE_LEAVING);
    assert_string_equal(move.place, "there");
    assert_string_equal(move.move, "it's");
    assert_null(database_try(*state, &error));
    assert_store_error(error, STORE_ERROR_GONE);
    assert_true(store_begin(user, NULL));
    assert_true(database_run(user, "DELETE FROM mail", NULL, NULL));
    assert_true(store_commit(user, NULL));
    assert_false(store_is_current(user));
    record(store, STORE_CLOSED);
    assert_false(store_begin(user, &error));
    assert_store_error(error, STORE_ERROR_GONE);
    assert_false(database_run(user, "DELETE FROM mail", NULL, &error));
    assert_store_error(error, STORE_ERROR_GONE);
    record(store, STORE_MOVED);
    assert_null(database_try(*state, &error));
    assert_store_error(error, STORE_ERROR_FOREIGN);
    record(store, STORE_IN_USE);
    assert_true(store_settle(store, NULL));
    store_close(database_open(*state));
    store_close(user);
    store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        database_test(whoever_has_it_open_goes_on_until_it_is_closed)};
    return cmocka_run_group_tests_name("postgres_move", tests, NULL, NULL);
}
