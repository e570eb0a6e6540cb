/* test_journal_return.c - whom no mail reaches, and which tickets were told so. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_return.h"
#include "gateway/journal/journal_thread.h"

static gboolean
is_noted(Journal *journal, const char *address)
{
    gboolean is = FALSE;
    assert_true(journal_return_is_noted(journal, address, &is, NULL));
    return is;
}

static guint
count_told(Journal *journal)
{
    g_autoptr(GPtrArray) people = journal_participant_list(journal, "INC1", FALSE, NULL);
    assert_non_null(people);
    return people->len;
}

/* In any case of its letters, and for every ticket. */
static void
who_is_not_reached_gets_no_news_until_a_mail_comes(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const JournalParticipant anna = {.ticket_number = "INC1",
                                     .address = "Anna@customer.example",
                                     .standing = STANDING_CREATOR,
                                     .gets_news = TRUE};
    assert_true(journal_participant_add(journal, &anna, NULL));
    assert_int_equal(count_told(journal), 1);
    assert_true(journal_return_note(journal, "ANNA@customer.example", NULL));
    assert_true(journal_return_note(journal, "anna@customer.example", NULL));
    assert_true(is_noted(journal, "anna@Customer.example"));
    assert_false(is_noted(journal, "anna@other.example"));
    assert_int_equal(count_told(journal), 0);
    assert_true(journal_return_clear(journal, "annA@customer.example", NULL));
    assert_true(journal_return_clear(journal, "annA@customer.example", NULL));
    assert_false(is_noted(journal, "anna@customer.example"));
    assert_int_equal(count_told(journal), 1);
}

static gboolean
claim(Journal *journal, const char *number, const char *address, const char *key)
{
    gboolean is_ours = FALSE;
    const JournalReturn returned = {number, address, key};
    assert_true(journal_return_claim(journal, &returned, &is_ours, NULL));
    return is_ours;
}

static void
release(Journal *journal, const char *number, const char *address, const char *key)
{
    const JournalReturn returned = {number, address, key};
    assert_true(journal_return_release(journal, &returned, NULL));
}

static void
one_mail_says_it_once_for_each_ticket_and_person(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(Journal) other = fixture_open(*state);
    assert_true(claim(journal, "INC1", "Anna@customer.example", "k1"));
    assert_true(claim(journal, "INC1", "anna@customer.example", "k1")); /* a retry */
    assert_false(claim(other, "INC1", "anna@customer.example", "k2"));
    assert_true(claim(other, "INC2", "anna@customer.example", "k2"));
    assert_true(claim(other, "INC1", "bob@customer.example", "k3"));

    /* Only the mail that has it can give it up. */
    release(journal, "INC1", "anna@customer.example", "k2");
    assert_false(claim(journal, "INC1", "anna@customer.example", "k2"));
    release(journal, "INC1", "ANNA@customer.example", "k1");
    assert_true(claim(journal, "INC1", "anna@customer.example", "k2"));
}

static void
it_is_said_again_after_a_mail_of_the_person(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    assert_true(claim(journal, "INC1", "anna@customer.example", "k1"));
    assert_true(claim(journal, "INC1", "bob@customer.example", "k2"));
    assert_true(journal_return_clear(journal, "Anna@customer.example", NULL)); /* not noted yet */
    assert_false(claim(journal, "INC1", "anna@customer.example", "k3"));
    assert_true(journal_return_note(journal, "anna@customer.example", NULL));
    assert_true(journal_return_clear(journal, "Anna@customer.example", NULL));
    assert_true(claim(journal, "INC1", "anna@customer.example", "k3"));
    assert_false(claim(journal, "INC1", "bob@customer.example", "k3"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(who_is_not_reached_gets_no_news_until_a_mail_comes),
        fixture_test(one_mail_says_it_once_for_each_ticket_and_person),
        fixture_test(it_is_said_again_after_a_mail_of_the_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
