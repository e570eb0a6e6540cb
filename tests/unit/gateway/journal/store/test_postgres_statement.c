/* Statements and transactions on a PostgreSQL server: values, changes, one writer. */
#include "tests/unit/postgres_store.h"

#define MAKE_TABLE "CREATE TABLE t (id bigint PRIMARY KEY, word text, data bytea)"
#define INSERT_ONE "INSERT INTO t (id) VALUES (1)"
#define COUNT "SELECT count(*) FROM t"

static Store *
open_with_table(void **state)
{
    postgres_fixture_run(*state, MAKE_TABLE);
    return database_open(*state);
}

static void
insert(Store *store, gint64 id, const char *word, GBytes *data)
{
    StoreStatement *statement =
        store_prepare(store, "INSERT INTO t (id, word, data) VALUES (?1, ?2, ?3)", NULL);

    assert_true(store_bind_int64(statement, 1, id, NULL));
    assert_true(store_bind_text(statement, 2, word, NULL));
    assert_true(store_bind_blob(statement, 3, data, NULL));
    assert_true(store_run(statement, NULL, NULL));
}

static void
values_come_back_as_they_were(void **state)
{
    static const gint64 numbers[] = {0, 1, -1, G_MAXINT64, G_MININT64};
    static const char *const words[] = {"", "a ? b $1 ' \"", "\xc3\xa4\xe2\x82\xac", NULL, "x\ny"};
    g_autoptr(GBytes) data = g_bytes_new_static("\0\xff\0a", 4);
    Store *store = open_with_table(state);

    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
        insert(store, numbers[i], words[i], data);
    StoreStatement *query = store_prepare(
        store, "SELECT word, data, id, 7, word IS NULL FROM t WHERE id = ?1 AND ?2 <> 3", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        assert_true(store_bind_int64(query, 1, numbers[i], NULL));
        assert_true(store_bind_int64(query, 2, 4, NULL));
        assert_int_equal(store_step(query, NULL), STORE_ROW_FOUND);
        assert_int_equal(g_strcmp0(store_column_text(query, 0), words[i]), 0);
        g_autoptr(GBytes) read = store_column_blob(query, 1);
        assert_true(g_bytes_equal(read, data));
        assert_true(store_column_int64(query, 2) == numbers[i]);
        assert_int_equal(store_column_int64(query, 3), 7);
        assert_int_equal(store_column_int64(query, 4), words[i] == NULL);
        assert_int_equal(store_step(query, NULL), STORE_ROW_NONE);
        store_reset(query);
    }
    store_close(store);
}

/* The server refuses it, but a mail may have it anywhere. */
static void
text_that_is_not_utf_8_is_stored_with_a_mark(void **state)
{
    g_autoptr(GBytes) none = g_bytes_new(NULL, 0);
    Store *store = open_with_table(state);

    insert(store, 1,
           "a\xff"
           "b",
           none);
    StoreStatement *query = store_prepare(store, "SELECT word, data FROM t WHERE word = ?1", NULL);
    assert_true(store_bind_text(query, 1,
                                "a\xff"
                                "b",
                                NULL));
    assert_int_equal(store_step(query, NULL), STORE_ROW_FOUND);
    assert_string_equal(store_column_text(query, 0), "a\xef\xbf\xbd"
                                                     "b");
    store_reset(query);
    store_close(store);
}

static void
the_changed_rows_are_counted_however_durable_they_are(void **state)
{
    Store *store = open_with_table(state);

    for (int is_durable = 0; is_durable < 2; is_durable++) {
        guint changes = 99;
        store_set_durable(store, is_durable);
        assert_true(database_run(store, "INSERT INTO t (id) VALUES (1), (2)", &changes, NULL));
        assert_int_equal(changes, 2);
        assert_true(database_run(store, "DELETE FROM t WHERE id > 5", &changes, NULL));
        assert_int_equal(changes, 0);
        assert_true(store_begin(store, NULL));
        assert_true(database_run(store, "UPDATE t SET word = 'x'", NULL, NULL));
        assert_true(database_run(store, "DELETE FROM t WHERE id = 2", &changes, NULL));
        assert_int_equal(changes, 1);
        assert_true(database_run(store, "DELETE FROM t", &changes, NULL));
        assert_int_equal(changes, 1);
        assert_true(store_commit(store, NULL));
    }
    store_close(store);
}

static void
what_is_rolled_back_is_not_there(void **state)
{
    Store *store = open_with_table(state);

    store_rollback(store); /* no transaction is open: nothing happens */
    assert_true(store_begin(store, NULL));
    assert_true(database_run(store, INSERT_ONE, NULL, NULL));
    store_rollback(store);
    assert_int_equal(database_number(store, COUNT), 0);
    assert_true(database_run(store, INSERT_ONE, NULL, NULL));
    assert_int_equal(database_number(store, COUNT), 1);
    store_close(store);
}

/* Its failure is only known when something is waited for. */
static void
a_statement_that_failed_in_a_transaction_fails_the_commit(void **state)
{
    GError *error = NULL;
    Store *store = open_with_table(state);

    assert_true(database_run(store, INSERT_ONE, NULL, NULL));
    for (int has_query = 0; has_query < 2; has_query++) {
        assert_true(store_begin(store, NULL));
        assert_true(database_run(store, "INSERT INTO t (id) VALUES (2)", NULL, NULL));
        assert_true(database_run(store, INSERT_ONE, NULL, NULL));
        if (has_query)
            assert_false(database_run(store, "DELETE FROM t", &(guint){0}, NULL));
        assert_false(store_commit(store, &error));
        assert_store_error(error, STORE_ERROR_OTHER);
        store_rollback(store);
        assert_int_equal(database_number(store, COUNT), 1);
    }
    store_close(store);
}

static void
a_statement_that_fails_alone_leaves_no_transaction(void **state)
{
    GError *error = NULL;
    Store *store = open_with_table(state);

    for (int is_durable = 0; is_durable < 2; is_durable++) {
        store_set_durable(store, is_durable);
        assert_false(database_run(store, "INSERT INTO t (id) VALUES (NULL)", NULL, &error));
        assert_store_error(error, STORE_ERROR_OTHER);
        assert_true(database_run(store, "DELETE FROM t", NULL, NULL));
        assert_true(database_run(store, INSERT_ONE, NULL, NULL));
        assert_int_equal(database_number(store, COUNT), 1);
    }
    store_close(store);
}

/* The other one waits until its deadline, and no longer. */
static void
only_one_handle_is_in_a_transaction(void **state)
{
    GError *error = NULL;
    Store *one = open_with_table(state);
    Store *other = database_open(*state);

    assert_true(store_begin(one, NULL));
    gint64 begun_us = g_get_monotonic_time();
    store_set_deadline(other, begun_us + 400 * 1000);
    assert_false(store_begin(other, &error));
    assert_store_error(error, STORE_ERROR_BUSY);
    assert_in_range(g_get_monotonic_time() - begun_us, 200 * 1000, 5 * G_USEC_PER_SEC);
    store_set_deadline(other, 0);
    assert_true(store_commit(one, NULL));
    assert_true(store_begin(other, NULL));
    assert_true(store_commit(other, NULL));
    store_close(one);
    store_close(other);
}

/* Each statement sees what others committed before it, also in a transaction. */
static void
a_transaction_sees_what_was_committed_while_it_waited(void **state)
{
    Store *one = open_with_table(state);
    Store *other = database_open(*state);

    assert_true(store_begin(one, NULL));
    assert_int_equal(database_number(other, COUNT), 0);
    assert_true(database_run(one, INSERT_ONE, NULL, NULL));
    assert_int_equal(database_number(other, COUNT), 0);
    assert_true(store_commit(one, NULL));
    assert_int_equal(database_number(other, COUNT), 1);
    store_close(one);
    store_close(other);
}

/* Law 1: what has to be on disk is, even if the server is set to be lazy. */
static void
a_durable_commit_is_durable_on_a_lazy_server(void **state)
{
    for (int is_lazy = 0; is_lazy < 2; is_lazy++) {
        const char *set = is_lazy ? "ALTER ROLE ticketgate SET synchronous_commit = off"
                                  : "ALTER ROLE ticketgate SET synchronous_commit = local";
        postgres_fixture_run(*state, set);
        Store *store = database_open(*state);
        for (int is_durable = 0; is_durable < 2; is_durable++) {
            store_set_durable(store, is_durable);
            assert_true(store_begin(store, NULL));
            StoreStatement *query =
                store_prepare(store, "SELECT current_setting('synchronous_commit')", NULL);
            assert_int_equal(store_step(query, NULL), STORE_ROW_FOUND);
            assert_string_equal(store_column_text(query, 0), !is_durable ? "off"
                                                             : is_lazy   ? "on"
                                                                         : "local");
            store_reset(query);
            assert_true(store_commit(store, NULL));
        }
        store_close(store);
    }
    postgres_fixture_run(*state, "ALTER ROLE ticketgate RESET synchronous_commit");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        database_test(values_come_back_as_they_were),
        database_test(text_that_is_not_utf_8_is_stored_with_a_mark),
        database_test(the_changed_rows_are_counted_however_durable_they_are),
        database_test(what_is_rolled_back_is_not_there),
        database_test(a_statement_that_failed_in_a_transaction_fails_the_commit),
        database_test(a_statement_that_fails_alone_leaves_no_transaction),
        database_test(only_one_handle_is_in_a_transaction),
        database_test(a_transaction_sees_what_was_committed_while_it_waited),
        database_test(a_durable_commit_is_durable_on_a_lazy_server),
    };

    return cmocka_run_group_tests_name("postgres_statement", tests, NULL, NULL);
}
