/* test_journal_row.c - rows that differ have different digests. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_row.h"

/* The sum of what `sql` gives, as rows of two columns of text and one of bytes. */
static JournalRowSum
sum_of(Store *store, const char *sql)
{
    static StoreColumn columns[] = {
        {NULL, STORE_TYPE_TEXT, 1}, {NULL, STORE_TYPE_TEXT, 0}, {NULL, STORE_TYPE_BYTES, 0}};
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    JournalRowSum sum = {0};

    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        g_ptr_array_add(list, &columns[i]);
    const StoreTable table = {.columns = list};
    g_autoptr(JournalRow) row = journal_row_new(&table);
    StoreStatement *query = store_prepare(store, sql, NULL);
    assert_non_null(query);
    while (store_step(query, NULL) == STORE_ROW_FOUND) {
        journal_row_read(row, query);
        journal_row_add(row, checksum, &sum);
    }
    store_reset(query);
    return sum;
}

static void
rows_that_differ_have_different_digests(void **state)
{
    fixture_only_sqlite();
    static const char *const rows[] = {
        "SELECT 'ab', 'c', x'00'",   "SELECT 'a', 'bc', x'00'",
        "SELECT 'ab', '', x'00'",    "SELECT 'ab', NULL, x'00'",
        "SELECT 'ab', 'c', x'0000'", "SELECT 'ab', 'c', NULL",
        "SELECT 'ab', 'c', x''",     "SELECT 'ab', 'c', x'00' UNION ALL SELECT 'ab', 'c', x'00'",
    };
    const Fixture *fixture = *state;
    const StoreLocation location = {.path = fixture->path};
    Store *store = store_open_for_move(&location, NULL);

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        for (guint j = 0; j < G_N_ELEMENTS(rows); j++) {
            JournalRowSum left = sum_of(store, rows[i]);
            JournalRowSum right = sum_of(store, rows[j]);
            assert_true(journal_row_sum_equals(&left, &right) == (i == j));
        }
    store_close(store);
}

static void
the_order_of_rows_does_not_count(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    const StoreLocation location = {.path = fixture->path};
    Store *store = store_open_for_move(&location, NULL);
    JournalRowSum one = sum_of(store, "SELECT 'a', 'b', x'00' UNION ALL SELECT 'c', 'd', x'01'");
    JournalRowSum other = sum_of(store, "SELECT 'c', 'd', x'01' UNION ALL SELECT 'a', 'b', x'00'");

    assert_int_equal(one.rows, 2);
    assert_true(journal_row_sum_equals(&one, &other));
    store_close(store);
}

static void
text_that_is_not_utf_8_becomes_so(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    const StoreLocation location = {.path = fixture->path};
    Store *store = store_open_for_move(&location, NULL);
    JournalRowSum broken = sum_of(store, "SELECT CAST(x'41ff42' AS TEXT), 'b', x'ff'");
    JournalRowSum clean = sum_of(store, "SELECT 'A\xef\xbf\xbd"
                                        "B', 'b', x'ff'");

    assert_true(journal_row_sum_equals(&broken, &clean));
    store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(rows_that_differ_have_different_digests),
        fixture_test(the_order_of_rows_does_not_count),
        fixture_test(text_that_is_not_utf_8_becomes_so),
    };
    return cmocka_run_group_tests_name("journal_row", tests, NULL, NULL);
}
