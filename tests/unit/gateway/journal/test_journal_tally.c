/* test_journal_tally.c - counts only grow. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_prune.h"
#include "gateway/journal/journal_tally.h"

static void
each_name_has_a_count_and_its_last_note(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    gint64 before_s = g_get_real_time() / G_USEC_PER_SEC;
    g_autofree char *longest = g_strnfill(1000, 'x');
    assert_true(journal_tally_count(journal, "mail create", 20, NULL, NULL));
    assert_true(journal_tally_count(journal, "mail create", 30, "\xff", NULL));
    assert_true(journal_tally_count(journal, JOURNAL_TALLY_API_FAILURE, 5, longest, NULL));
    g_autoptr(GPtrArray) list = journal_tally_list(journal, NULL);
    assert_int_equal(list->len, 2);
    const JournalTally *api = g_ptr_array_index(list, 0);
    assert_string_equal(api->name, JOURNAL_TALLY_API_FAILURE);
    assert_int_equal(strlen(api->note), 300);
    const JournalTally *created = g_ptr_array_index(list, 1);
    assert_string_equal(created->name, "mail create");
    assert_int_equal(created->count, 2);
    assert_int_equal(created->total_ms, 50);
    assert_in_range(created->last_s, before_s, before_s + 10);
    assert_string_equal(created->note, "\xef\xbf\xbd");
}

static void
pruning_takes_nothing_from_them(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const JournalPruneLimits limits = {.now_s = G_GINT64_CONSTANT(9000000000)};
    JournalPruned pruned;
    assert_true(journal_tally_count(journal, "mail create", 20, NULL, NULL));
    assert_true(journal_prune(journal, &limits, &pruned, NULL));
    g_autoptr(GPtrArray) list = journal_tally_list(journal, NULL);
    assert_int_equal(list->len, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(each_name_has_a_count_and_its_last_note),
        fixture_test(pruning_takes_nothing_from_them),
    };
    return cmocka_run_group_tests_name("journal_tally", tests, NULL, NULL);
}
