/* One run at a time, the first of them apart, and each update once. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_news.h"

static JournalNewsRun
begin(Journal *journal)
{
    JournalNewsRun run = {0};
    assert_true(journal_news_begin(journal, 60, &run, NULL));
    return run;
}

static void
one_process_at_a_time_runs(void **state)
{
    g_autoptr(Journal) one = fixture_open(*state);
    g_autoptr(Journal) other = fixture_open(*state);

    assert_true(begin(one).is_ours);
    assert_false(begin(other).is_ours);
    assert_true(journal_news_end(other, NULL));
    assert_false(begin(other).is_ours);
    assert_true(journal_news_end(one, NULL));
    assert_true(begin(other).is_ours);
    assert_false(begin(one).is_ours);
}

static void
a_run_is_the_first_until_one_saw_all(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    JournalNewsRun run = begin(journal);
    assert_true(run.is_first);
    assert_true(run.begun_s > 0);
    assert_true(journal_news_end(journal, NULL));
    assert_true(begin(journal).is_first);
    assert_true(journal_news_end_first(journal, 1000, NULL));
    run = begin(journal);
    assert_false(run.is_first);
    assert_int_equal(run.begun_s, 1000);
    assert_true(journal_news_end_first(journal, 2000, NULL));
    assert_int_equal(begin(journal).begun_s, 1000);
    assert_true(journal_news_forget(journal, NULL));
    assert_true(begin(journal).is_first);
}

static void
an_update_is_taken_once(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    gboolean is_new = FALSE;
    gboolean is_taken = TRUE;
    assert_true(journal_news_is_taken(journal, "a", &is_taken, NULL));
    assert_false(is_taken);
    assert_true(journal_news_take(journal, "a", &is_new, NULL));
    assert_true(is_new);
    assert_true(journal_news_is_taken(journal, "a", &is_taken, NULL));
    assert_true(is_taken);
    assert_true(journal_news_take(journal, "a", &is_new, NULL));
    assert_false(is_new);
    assert_true(journal_news_take(journal, "b", &is_new, NULL));
    assert_true(is_new);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(one_process_at_a_time_runs),
        fixture_test(a_run_is_the_first_until_one_saw_all),
        fixture_test(an_update_is_taken_once),
    };
    return cmocka_run_group_tests_name("journal_news", tests, NULL, NULL);
}
