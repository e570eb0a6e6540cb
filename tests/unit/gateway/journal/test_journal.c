/* test_journal.c - a handle: what it keeps, what it releases, how long it waits. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_thread.h"

static char *
find_ticket(Journal *journal, const char *message_id)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_autoptr(GError) error = NULL;

    g_ptr_array_add(ids, (gpointer)(guintptr)message_id);
    char *ticket = journal_thread_find(journal, ids, &(JournalAsker){.needs_proof = TRUE}, &error);
    assert_null(error);
    return ticket;
}

static void
keeps_what_was_written(void **state)
{
    const Fixture *fixture = *state;
    Journal *first = fixture_open(fixture);

    assert_true(journal_thread_add(
        first, &(JournalThreadMail){"a@example.org", "INC1", FALSE, NULL}, NULL));
    journal_close(first);
    g_autoptr(Journal) second = fixture_open(fixture);
    g_autofree char *ticket = find_ticket(second, "a@example.org");
    assert_string_equal(ticket, "INC1");
    assert_null(journal_was_replaced(second));
}

static void
gives_up_at_the_deadline(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Journal) holder = fixture_open(fixture);
    g_autoptr(Journal) waiter = fixture_open(fixture);

    assert_true(journal_begin(holder, FALSE, NULL));
    journal_set_deadline(waiter, g_get_monotonic_time() + 20000);
    assert_false(journal_begin(waiter, FALSE, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    assert_true(journal_commit(holder, NULL));
    assert_true(journal_begin(waiter, FALSE, NULL));
    assert_true(journal_commit(waiter, NULL));
}

static void
a_handle_that_is_closed_gives_its_mails_up(void **state)
{
    const Fixture *fixture = *state;
    JournalMail wanted = {.key = (char[]){"k1"}};
    Journal *first = fixture_open(fixture);
    g_autoptr(Journal) second = fixture_open(fixture);
    gint64 now_us = g_get_monotonic_time();
    g_autoptr(JournalMail) held = journal_mail_claim(first, &wanted, 60, now_us, NULL);

    assert_non_null(held);
    assert_null(journal_mail_claim(second, &wanted, 60, now_us, NULL));
    journal_close(first);
    g_autoptr(JournalMail) taken = journal_mail_claim(second, &wanted, 60, now_us, NULL);
    assert_non_null(taken);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(keeps_what_was_written),
        fixture_test(gives_up_at_the_deadline),
        fixture_test(a_handle_that_is_closed_gives_its_mails_up),
    };
    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
