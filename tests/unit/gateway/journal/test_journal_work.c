/* test_journal_work.c - claims of living processes are counted, and no others. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_work.h"

static guint
count(Journal *journal)
{
    g_autoptr(GPtrArray) tables = store_list_tables(journal->store, NULL);
    guint work = 99;

    assert_non_null(tables);
    assert_true(journal_work_count(journal->store, tables, &work, NULL));
    return work;
}

static void
only_the_living_are_at_work(void **state)
{
    const Fixture *fixture = *state;
    char first[] = "first", second[] = "second";
    const JournalMail mails[] = {{.key = first, .message_id = first},
                                 {.key = second, .message_id = second}};
    Journal *journal = fixture_open(fixture);

    assert_int_equal(count(journal), 0);
    g_autoptr(JournalMail) one = journal_mail_claim(journal, &mails[0], 60, 0, NULL);
    g_autoptr(JournalMail) other = journal_mail_claim(journal, &mails[1], 60, 0, NULL);
    assert_int_equal(count(journal), 2);
    assert_true(journal_mail_release(journal, one, NULL));
    assert_int_equal(count(journal), 1);
    fixture_run_sql(fixture, "UPDATE mail SET owner = 'boot:1:2:3:4', lease_until_s = 0");
    assert_int_equal(count(journal), 0);
    journal_close(journal);
}

static void
tables_without_claims_are_left_out(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(GPtrArray) tables = g_ptr_array_new();
    Journal *journal = fixture_open(fixture);
    guint work = 99;

    assert_true(journal_work_count(journal->store, tables, &work, NULL));
    assert_int_equal(work, 0);
    journal_close(journal);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(only_the_living_are_at_work),
        fixture_test(tables_without_claims_are_left_out),
    };
    return cmocka_run_group_tests_name("journal_work", tests, NULL, NULL);
}
