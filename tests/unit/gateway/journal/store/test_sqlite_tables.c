/* test_sqlite_tables.c - tables are listed as they are, and filled. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/store/store_tables.h"

static Store *
open_store(const Fixture *fixture)
{
    const StoreLocation location = {.path = fixture->path};
    Store *store = store_open_for_move(&location, NULL);

    assert_non_null(store);
    return store;
}

static const StoreTable *
find_table(const GPtrArray *tables, const char *name)
{
    for (guint i = 0; i < tables->len; i++) {
        const StoreTable *table = g_ptr_array_index(tables, i);
        if (strcmp(table->name, name) == 0)
            return table;
    }
    fail_msg("%s is not listed", name);
    g_assert_not_reached();
}

static void
columns_have_their_types_and_places_in_the_key(void **state)
{
    fixture_only_sqlite();
    static const struct {
        const char *name;
        StoreType type;
        guint key;
    } wanted[] = {
        {"added_s", STORE_TYPE_NUMBER, 0},      {"is_unproven", STORE_TYPE_NUMBER, 0},
        {"last_passage", STORE_TYPE_NUMBER, 0}, {"message_id", STORE_TYPE_TEXT, 1},
        {"organisation", STORE_TYPE_TEXT, 0},   {"ticket_number", STORE_TYPE_TEXT, 2},
    };
    Store *store = open_store(*state);
    g_autoptr(GPtrArray) tables = store_list_tables(store, NULL);
    const StoreTable *thread = find_table(tables, "thread");

    assert_string_equal(thread->place, "thread");
    assert_int_equal(thread->columns->len, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
        const StoreColumn *column = g_ptr_array_index(thread->columns, i);
        assert_string_equal(column->name, wanted[i].name);
        assert_int_equal(column->type, wanted[i].type);
        assert_int_equal(column->key, wanted[i].key);
    }
    store_close(store);
}

static void
rows_are_added_and_numbers_raised(void **state)
{
    fixture_only_sqlite();
    Store *store = open_store(*state);
    g_autoptr(GPtrArray) tables = store_list_tables(store, NULL);
    const StoreTable *outbox = find_table(tables, "outbox");
    gint64 number = 0;
    StoreValue values[16] = {{0}};

    for (guint i = 0; i < outbox->columns->len; i++) {
        const StoreColumn *column = g_ptr_array_index(outbox->columns, i);
        values[i] = (StoreValue){.number = 7, .data = "a\0b", .size = 3};
        if (strcmp(column->name, "owner") == 0)
            values[i].is_null = TRUE;
    }
    assert_true(store_begin(store, NULL));
    assert_true(store_load_begin(store, outbox, NULL));
    assert_true(store_load_row(store, values, NULL));
    assert_false(store_load_row(store, values, NULL)); /* the key is there */
    assert_true(store_load_end(store, NULL));
    assert_true(store_last_number(store, outbox, &number, NULL));
    assert_int_equal(number, 7);
    assert_true(store_set_last_number(store, outbox, 5, NULL));
    assert_true(store_last_number(store, outbox, &number, NULL));
    assert_int_equal(number, 7);
    assert_true(store_set_last_number(store, outbox, 40, NULL));
    assert_true(store_last_number(store, outbox, &number, NULL));
    assert_int_equal(number, 40);
    assert_true(store_set_last_number(store, find_table(tables, "mail"), 40, NULL));
    assert_true(store_last_number(store, find_table(tables, "mail"), &number, NULL));
    assert_int_equal(number, 0);
    assert_true(store_commit(store, NULL));

    StoreStatement *query =
        store_prepare(store, "SELECT length(message), owner, length(recipient) FROM outbox", NULL);
    assert_int_equal(store_step(query, NULL), STORE_ROW_FOUND);
    assert_int_equal(store_column_int64(query, 0), 3);
    assert_true(store_column_is_null(query, 1));
    store_reset(query);
    store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(columns_have_their_types_and_places_in_the_key),
        fixture_test(rows_are_added_and_numbers_raised),
    };
    return cmocka_run_group_tests_name("sqlite_tables", tests, NULL, NULL);
}
