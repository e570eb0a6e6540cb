/* test_store_tables.c - what a store says of its tables does not depend on the engine. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/store/store_engine.h"
#include "gateway/journal/store/store_tables.h"

static void
what_is_told_depends_on_the_state(void **state)
{
    g_autoptr(GError) leaving = NULL;
    g_autoptr(GError) moved = NULL;
    char there[] = "there";

    (void)state;
    store_refuse_moved(&(StoreMove){STORE_LEAVING, there, NULL}, &leaving);
    store_refuse_moved(&(StoreMove){STORE_MOVED, NULL, NULL}, &moved);
    assert_true(g_error_matches(leaving, STORE_ERROR, STORE_ERROR_GONE));
    assert_non_null(strstr(leaving->message, "it is being moved to there;"));
    assert_true(g_error_matches(moved, STORE_ERROR, STORE_ERROR_FOREIGN));
    assert_non_null(strstr(moved->message, "it has moved to another place;"));
}

/* A database that moved into a file of one host: the path says nothing to the others. */
static void
what_to_do_depends_on_where_it_went(void **state)
{
    g_autoptr(GError) to_file = NULL;
    g_autoptr(GError) to_database = NULL;
    g_autoptr(GError) not_yet = NULL;
    char path[] = "/var/journal.db", url[] = "postgresql://db.example.org/mail", name[] = "a move";

    (void)state;
    store_refuse_moved(&(StoreMove){STORE_MOVED, path, name}, &to_file);
    store_refuse_moved(&(StoreMove){STORE_MOVED, path, NULL}, &not_yet);
    store_refuse_moved(&(StoreMove){STORE_MOVED, url, name}, &to_database);
    assert_non_null(strstr(not_yet->message, "the journal in /var/journal.db is to move here"));
    assert_non_null(strstr(to_file->message, "on others, stop the gateway, or take it out and run "
                                             "ticketgate prune --restored"));
    assert_non_null(strstr(to_database->message, "set [journal] url"));
}

static void
a_state_leaves_the_version_readable(void **state)
{
    (void)state;
    for (StoreState i = STORE_IN_USE; i <= STORE_MOVED; i++) {
        gint64 mark = store_marked(19, i);
        assert_int_equal(store_state_of(mark), i);
        assert_true(i == STORE_IN_USE ? mark == 19 : mark > 19 + 1000000);
        assert_int_equal(store_marked(mark, STORE_IN_USE), 19);
    }
    assert_int_equal(store_state_of(G_MAXINT32), STORE_IN_USE); /* a later version's */
}

static void
a_loss_is_not_recorded_for_a_move(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    const StoreLocation location = {.path = fixture->path};
    Store *store = store_open_for_move(&location, NULL);

    store_close(store);
    assert_int_equal(g_unlink(fixture->path), 0);
    store = store_open_for_move(&location, NULL);
    assert_non_null(store);
    StoreStatement *count = store_prepare(store, "SELECT count(*) FROM loss", NULL);
    assert_int_equal(store_step(count, NULL), STORE_ROW_FOUND);
    assert_int_equal(store_column_int64(count, 0), 0);
    assert_false(store_column_is_null(count, 0));
    store_reset(count);
    store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_leaves_the_version_readable),
        cmocka_unit_test(what_is_told_depends_on_the_state),
        cmocka_unit_test(what_to_do_depends_on_where_it_went),
        fixture_test(a_loss_is_not_recorded_for_a_move),
    };
    return cmocka_run_group_tests_name("store_tables", tests, NULL, NULL);
}
