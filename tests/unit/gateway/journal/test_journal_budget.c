/* test_journal_budget.c - counts in time spans. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_budget.h"

static guint
take(Journal *journal, const char *key, gint64 now_s)
{
    guint used = 0;
    assert_true(journal_budget_take(journal, key, &(JournalBudgetTime){now_s, 60}, &used, NULL));
    return used;
}

static guint
used(Journal *journal, const char *key, gint64 now_s)
{
    guint count = 99;
    assert_true(journal_budget_used(journal, key, now_s, &count, NULL));
    return count;
}

static void
counts_until_the_span_is_over(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    assert_int_equal(used(journal, "a", 1000), 0);
    assert_int_equal(take(journal, "a", 1000), 1);
    assert_int_equal(take(journal, "a", 1059), 2);
    assert_int_equal(used(journal, "a", 1059), 2);
    assert_int_equal(used(journal, "a", 1060), 0);
    assert_int_equal(take(journal, "a", 1060), 1);
    assert_int_equal(take(journal, "a", 1061), 2);
}

static void
keys_do_not_share(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    assert_int_equal(take(journal, "a", 1000), 1);
    assert_int_equal(take(journal, "b", 1000), 1);
    assert_int_equal(take(journal, "a", 1000), 2);
}

static void
a_clock_set_back_does_not_lock_anybody_out(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    assert_int_equal(take(journal, "a", 100000), 1);
    assert_int_equal(used(journal, "a", 1000), 0);
    assert_int_equal(take(journal, "a", 1000), 1);
}

static void
a_ticket_stays_for_the_span(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    assert_true(journal_budget_set_ticket(journal, "a", "INC0", 1000, NULL));
    assert_null(journal_budget_ticket(journal, "a", 1000, NULL));
    take(journal, "a", 1000);
    assert_true(journal_budget_set_ticket(journal, "a", "INC1", 1000, NULL));
    assert_true(journal_budget_set_ticket(journal, "a", "INC2", 1001, NULL));
    take(journal, "a", 1002);
    g_autofree char *ticket = journal_budget_ticket(journal, "a", 1059, NULL);
    assert_string_equal(ticket, "INC2");
    assert_null(journal_budget_ticket(journal, "b", 1000, NULL));
    take(journal, "a", 1060);
    assert_null(journal_budget_ticket(journal, "a", 1060, NULL));
}

static void
what_is_over_goes(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    for (guint i = 0; i < 100; i++) {
        g_autofree char *key = g_strdup_printf("key %u", i);
        take(journal, key, 1000);
    }
    for (guint i = 0; i < 20; i++) {
        g_autofree char *key = g_strdup_printf("later %u", i);
        take(journal, key, 2000);
    }
    /* After a clock was set back, only what was deleted counts as new. */
    guint n_left = 0;
    for (guint i = 0; i < 100; i++) {
        g_autofree char *key = g_strdup_printf("key %u", i);
        n_left += used(journal, key, 1001);
    }
    assert_int_equal(n_left, 0);
}

static int
take_a_hundred(const Fixture *fixture)
{
    g_autoptr(Journal) journal = journal_open(fixture->path, NULL);
    guint count = 0;
    for (guint i = 0; i < 100; i++)
        if (journal == NULL ||
            !journal_budget_take(journal, "a", &(JournalBudgetTime){1000, 60}, &count, NULL))
            return 1;
    return 0;
}

static void
processes_count_together(void **state)
{
    pid_t pids[4];
    {
        g_autoptr(Journal) made = fixture_open(*state);
    }
    for (guint i = 0; i < G_N_ELEMENTS(pids); i++)
        if ((pids[i] = fork()) == 0)
            _exit(take_a_hundred(*state));
    for (guint i = 0; i < G_N_ELEMENTS(pids); i++) {
        int status = 0;
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_int_equal(status, 0);
    }
    g_autoptr(Journal) journal = fixture_open(*state);
    assert_int_equal(used(journal, "a", 1000), 400);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(counts_until_the_span_is_over),
        fixture_test(keys_do_not_share),
        fixture_test(a_clock_set_back_does_not_lock_anybody_out),
        fixture_test(a_ticket_stays_for_the_span),
        fixture_test(what_is_over_goes),
        fixture_test(processes_count_together),
    };
    return cmocka_run_group_tests_name("journal_budget", tests, NULL, NULL);
}
