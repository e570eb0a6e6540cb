#include "desk_testing.h"

#include "desk_updates.h"

static void
add(DeskStore *store, const char *comments)
{
    g_autoptr(DeskUpdate) update = g_new0(DeskUpdate, 1);
    update->ticket = 7;
    update->state = g_strdup("On Hold");
    update->comments = g_strdup(comments);
    assert_true(desk_updates_add(store, update, NULL));
}

static gboolean
acknowledge(DeskStore *store, const char *transaction_id, const char *status, GError **error)
{
    g_autoptr(DeskUpdate) update = g_new0(DeskUpdate, 1);
    update->ticket = 7;
    update->transaction_id = g_strdup(transaction_id);
    update->acknowledged = g_strdup(status);
    update->words = g_strdup(status);
    return desk_updates_acknowledge(store, update, error);
}

static void
keeps_an_update_until_it_is_acknowledged(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    add(store, "one");
    add(store, "two");
    g_autoptr(GPtrArray) waiting = desk_updates_list(store, FALSE, NULL);
    assert_int_equal(waiting->len, 2);
    const DeskUpdate *first = g_ptr_array_index(waiting, 0);
    assert_string_equal(first->comments, "one");
    assert_true(desk_updates_count(store, first, NULL));
    assert_true(acknowledge(store, first->transaction_id, DESK_UPDATE_FAILURE, NULL));
    assert_true(acknowledge(store, first->transaction_id, DESK_UPDATE_SUCCESS, NULL));

    g_autoptr(GPtrArray) rest = desk_updates_list(store, FALSE, NULL);
    assert_int_equal(rest->len, 1);
    g_autoptr(GPtrArray) all = desk_updates_list(store, TRUE, NULL);
    assert_int_equal(all->len, 2);
    const DeskUpdate *answered = g_ptr_array_index(all, 0);
    assert_string_equal(answered->acknowledged, DESK_UPDATE_FAILURE); /* the first word counts */
    assert_string_equal(answered->words, DESK_UPDATE_FAILURE);
    assert_int_equal(answered->told, 1);
}

static void
knows_its_own_transactions_only(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    g_autoptr(GError) error = NULL;
    add(store, "one");
    assert_false(acknowledge(store, "nothing", DESK_UPDATE_SUCCESS, &error));
    assert_desk_error(error, DESK_ERROR_NOT_FOUND, "nothing");
    g_clear_error(&error);
    g_autoptr(GPtrArray) waiting = desk_updates_list(store, FALSE, NULL);
    DeskUpdate *update = g_ptr_array_index(waiting, 0);
    update->ticket = 8;
    assert_false(desk_updates_acknowledge(store, update, &error));
    assert_desk_error(error, DESK_ERROR_NOT_FOUND, "of this ticket");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_an_update_until_it_is_acknowledged),
        cmocka_unit_test(knows_its_own_transactions_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
