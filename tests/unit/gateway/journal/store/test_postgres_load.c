/* test_postgres_load.c - rows arrive as they are, whatever is in them. */
#include "tests/unit/postgres_store.h"

#include "gateway/journal/store/store_tables.h"

static const StoreTable *
find_passage(const GPtrArray *tables)
{
    for (guint i = 0; i < tables->len; i++) {
        const StoreTable *table = g_ptr_array_index(tables, i);
        if (strcmp(table->name, "passage") == 0)
            return table;
    }
    fail_msg("it is not listed");
    return NULL;
}

static void
load(Store *store, gint64 id, const char *text, const char *bytes)
{
    /* added_s, fingerprint, id, source, ticket_number */
    const StoreValue values[] = {{.number = -1},
                                 {.data = bytes, .size = bytes != NULL ? 4 : 0},
                                 {.number = id},
                                 {.data = text, .size = strlen(text)},
                                 {.data = "INC1", .size = 4}};

    assert_true(store_load_row(store, values, NULL));
}

static void
values_need_no_care(void **state)
{
    static const char *const texts[] = {"", "\\N", "a\tb\nc\rd\\", "\xe2\x82\xac", "'\"$1;--"};
    Store *store = database_open(*state);
    g_autoptr(GPtrArray) tables = store_list_tables(store, NULL);
    const StoreTable *passage = find_passage(tables);

    assert_true(store_begin(store, NULL));
    assert_true(store_load_begin(store, passage, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        load(store, i + 1, texts[i], "\0\\\xff\n");
    assert_true(store_load_end(store, NULL));
    assert_true(store_commit(store, NULL));

    StoreStatement *query =
        store_prepare(store, "SELECT source, fingerprint, added_s FROM passage ORDER BY id", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        assert_int_equal(store_step(query, NULL), STORE_ROW_FOUND);
        assert_string_equal(store_column_text(query, 0), texts[i]);
        g_autoptr(GBytes) bytes = store_column_blob(query, 1);
        g_autoptr(GBytes) wanted = g_bytes_new_static("\0\\\xff\n", 4);
        assert_true(g_bytes_equal(bytes, wanted));
        assert_int_equal(store_column_int64(query, 2), -1);
        assert_false(store_column_is_null(query, 0));
    }
    store_reset(query);
    store_close(store);
}

static void
many_rows_go_in_chunks(void **state)
{
    Store *store = database_open(*state);
    g_autoptr(GPtrArray) tables = store_list_tables(store, NULL);
    g_autofree char *text = g_strnfill(20000, 'x');

    assert_true(store_begin(store, NULL));
    assert_true(store_load_begin(store, find_passage(tables), NULL));
    for (guint i = 0; i < 300; i++) {
        text[i] = 'y';
        load(store, i + 1, text, "abcd");
        text[i] = 'x';
    }
    assert_true(store_load_end(store, NULL));
    assert_true(store_commit(store, NULL));
    assert_int_equal(database_number(store, "SELECT sum(length(source))::bigint FROM passage"),
                     6000000);
    store_close(store);
}

static void
what_the_server_refuses_is_an_error(void **state)
{
    Store *store = database_open(*state);
    GError *error = NULL;
    g_autoptr(GPtrArray) tables = store_list_tables(store, NULL);

    assert_true(store_begin(store, NULL));
    assert_true(store_load_begin(store, find_passage(tables), NULL));
    load(store, 1, "a", "abcd");
    load(store, 1, "b", "abcd");
    assert_false(store_load_end(store, &error));
    assert_non_null(strstr(error->message, "duplicate key"));
    g_clear_error(&error);
    store_rollback(store);
    assert_int_equal(database_number(store, "SELECT count(*) FROM passage"), 0);
    store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        database_test(values_need_no_care),
        database_test(many_rows_go_in_chunks),
        database_test(what_the_server_refuses_is_an_error),
    };
    return cmocka_run_group_tests_name("postgres_load", tests, NULL, NULL);
}
