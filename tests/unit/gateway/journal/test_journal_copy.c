/* test_journal_copy.c - tables are read in pages; test_journal_transfer.c copies all of them. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_copy.h"

static gboolean
add_rows(gpointer data, guint rows, GError **error)
{
    (void)error;
    *(guint *)data += rows;
    return TRUE;
}

static void
pages_have_each_row_once(void **state)
{
    fixture_only_sqlite();
    static const guint counts[] = {0, 1, 499, 500, 501, 1000, 1777};
    const Fixture *fixture = *state;
    const StoreLocation location = {.path = fixture->path};

    journal_close(fixture_open(fixture));
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
        g_autofree char *sql = g_strdup_printf(
            "DELETE FROM referral; WITH RECURSIVE c (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c"
            " WHERE n < %u) INSERT INTO referral (message_id, ticket_number, added_s)"
            " SELECT 'id' || (n / 7), 'INC' || (n %% 7), n FROM c WHERE n < %u",
            counts[i], counts[i]);
        guint rows = 0, told = 0;
        const JournalCopyWatch watch = {.on_rows = add_rows, .data = &told};
        JournalRowSum sum = {0};
        fixture_run_sql(fixture, sql);
        Store *store = store_open_for_move(&location, NULL);
        g_autoptr(GPtrArray) tables = store_list_tables(store, NULL);
        for (guint j = 0; j < tables->len; j++) {
            const JournalCopyTable from = {store, g_ptr_array_index(tables, j)};
            assert_true(journal_copy_table(&from, NULL, &watch, &sum, NULL));
            rows += (guint)sum.rows;
        }
        guint64 counted = 0;
        assert_true(journal_copy_count(store, tables, &counted, NULL));
        assert_int_equal(rows, counts[i]);
        assert_int_equal(told, counts[i]);
        assert_int_equal(counted, counts[i]);
        store_close(store);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {fixture_test(pages_have_each_row_once)};
    return cmocka_run_group_tests_name("journal_copy", tests, NULL, NULL);
}
