/* test_journal_statement.c - values are written and read, transactions nest, errors have codes. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_internal.h"
#include "gateway/journal/store/store_engine.h"

static gint64
count_rows(Journal *journal)
{
    g_autoptr(JournalQuery) query = journal_query(journal, NULL, "SELECT count(*) FROM t", "");

    assert_int_equal(journal_query_next(query, NULL), STORE_ROW_FOUND);
    return store_column_int64(query, 0);
}

static Journal *
open_with_table(void **state)
{
    Journal *journal = fixture_open(*state);

    assert_true(journal_execute(journal, NULL, NULL,
                                postgres_fixture_is_used()
                                    ? "CREATE TABLE t (a text, b bigint, c bytea)"
                                    : "CREATE TABLE t (a TEXT, b INTEGER, c BLOB)",
                                ""));
    return journal;
}

#define INSERT "INSERT INTO t VALUES (?1, ?2, ?3)"

static void
values_come_back_as_they_went(void **state)
{
    static const char blob[] = "\0\xff\r\n";
    g_autoptr(Journal) journal = open_with_table(state);
    g_autoptr(GBytes) bytes = g_bytes_new_static(blob, sizeof blob);
    g_autoptr(GBytes) nothing = g_bytes_new_static(NULL, 0);
    guint changes = 0;

    assert_true(
        journal_execute(journal, &changes, NULL, INSERT, "tib", "a'b\n", G_MAXINT64, bytes));
    assert_int_equal(changes, 1);
    assert_true(journal_execute(journal, NULL, NULL, INSERT, "tib", NULL, G_MININT64, nothing));
    g_autoptr(JournalQuery) query =
        journal_query(journal, NULL, "SELECT a, b, c, c IS NULL FROM t ORDER BY b DESC", "");
    assert_int_equal(journal_query_next(query, NULL), STORE_ROW_FOUND);
    assert_string_equal(store_column_text(query, 0), "a'b\n");
    assert_true(store_column_int64(query, 1) == G_MAXINT64);
    g_autoptr(GBytes) back = store_column_blob(query, 2);
    assert_true(g_bytes_equal(back, bytes));
    assert_int_equal(journal_query_next(query, NULL), STORE_ROW_FOUND);
    assert_null(store_column_text(query, 0));
    g_autoptr(GBytes) empty = store_column_blob(query, 2);
    assert_int_equal(g_bytes_get_size(empty), 0);
    assert_int_equal(store_column_int64(query, 3), 0);
    assert_int_equal(journal_query_next(query, NULL), STORE_ROW_NONE);
}

static void
the_outermost_transaction_counts(void **state)
{
    g_autoptr(Journal) journal = open_with_table(state);
    g_autoptr(Journal) other = fixture_open(*state);

    assert_true(journal_begin(journal, TRUE, NULL));
    assert_true(journal_begin(journal, FALSE, NULL));
    assert_true(journal->store->is_durable);
    assert_true(journal_execute(journal, NULL, NULL, "INSERT INTO t (b) VALUES (1)", ""));
    assert_true(journal_commit(journal, NULL));
    assert_int_equal(count_rows(other), 0);
    journal_rollback(journal);
    assert_int_equal(count_rows(journal), 0);
    assert_true(journal_begin(journal, FALSE, NULL));
    assert_false(journal->store->is_durable);
    assert_true(journal_execute(journal, NULL, NULL, "INSERT INTO t (b) VALUES (1)", ""));
    assert_true(journal_commit(journal, NULL));
    assert_int_equal(count_rows(other), 1);
    journal_rollback(journal);
}

/* Another writer stands for whatever hinders writing. */
static void
whether_it_can_be_written_is_tried(void **state)
{
    g_autoptr(Journal) journal = open_with_table(state);
    g_autoptr(Journal) other = fixture_open(*state);
    g_autoptr(GError) error = NULL;

    assert_true(journal_is_writable(journal, NULL));
    assert_int_equal(count_rows(journal), 0);
    assert_true(journal_begin(other, FALSE, NULL));
    journal_set_deadline(journal, g_get_monotonic_time() + 100000);
    assert_false(journal_is_writable(journal, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    journal_rollback(other);
    journal_set_deadline(journal, 0);
    assert_true(journal_is_writable(journal, NULL));
}

static void
a_mistake_in_sql_is_a_temporary_fault(void **state)
{
    fixture_only_sqlite(); /* PostgreSQL sees a statement when it runs: test_postgres_statement.c */
    g_autoptr(Journal) journal = open_with_table(state);
    g_autoptr(GError) error = NULL;

    assert_null(journal_query(journal, &error, "SELECT nonsense FROM nowhere", ""));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    assert_true(g_str_has_prefix(error->message, "journal: prepare: "));
    g_clear_error(&error);
    assert_null(journal_query(journal, &error, "SELECT a FROM t", "i", (gint64)1));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    assert_true(g_str_has_prefix(error->message, "journal: bind: "));
}

/* Errors pass by themselves, except those that the operator has to correct. */
static void
only_what_is_foreign_has_to_be_mended(void **state)
{
    static const StoreError codes[] = {STORE_ERROR_OTHER,   STORE_ERROR_BUSY,      STORE_ERROR_FULL,
                                       STORE_ERROR_DAMAGED, STORE_ERROR_READ_ONLY, STORE_ERROR_GONE,
                                       STORE_ERROR_FOREIGN};

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(journal_fail(g_error_new_literal(STORE_ERROR, (int)codes[i], "why"), &error));
        assert_error(error, codes[i] == STORE_ERROR_FOREIGN ? DELIVERY_ERROR_CONFIGURATION
                                                            : DELIVERY_ERROR_TEMPORARY);
        assert_string_equal(error->message, "journal: why");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(values_come_back_as_they_went),
        fixture_test(the_outermost_transaction_counts),
        fixture_test(whether_it_can_be_written_is_tried),
        fixture_test(a_mistake_in_sql_is_a_temporary_fault),
        cmocka_unit_test(only_what_is_foreign_has_to_be_mended),
    };
    return cmocka_run_group_tests_name("journal_statement", tests, NULL, NULL);
}
