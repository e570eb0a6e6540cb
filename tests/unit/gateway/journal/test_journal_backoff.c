/* test_journal_backoff.c - all processes pause their requests to the API, and one of them probes.
 */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_backoff.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_thread.h"

#define LEASE_S 300

static JournalBackoff
ask(Journal *journal)
{
    JournalBackoff backoff = {0};

    assert_true(journal_backoff_ask(journal, LEASE_S, &backoff, NULL));
    return backoff;
}

/* Returns how long requests are paused now. */
static gint64
note_failure(Journal *journal, const char *key, gint64 retry_after_s)
{
    const JournalBackoffFailure failure = {
        .mail_key = key, .retry_after_s = retry_after_s, .first_s = 10, .max_s = 300};
    gint64 wait_s = -1;

    assert_true(journal_backoff_failed(journal, &failure, &wait_s, NULL));
    return wait_s;
}

static void
pass_time(const Fixture *fixture)
{
    fixture_run_sql(fixture, "UPDATE backoff SET not_before_s = 1 WHERE not_before_s > 0");
}

static void
all_is_well_at_first(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    JournalBackoff backoff = ask(journal);

    assert_int_equal(backoff.turn, JOURNAL_BACKOFF_FREE);
    assert_false(backoff.is_noted);
}

static void
what_the_api_asks_for_holds_for_every_process(void **state)
{
    g_autoptr(Journal) one = fixture_open(*state);
    g_autoptr(Journal) other = fixture_open(*state);

    assert_int_equal(note_failure(one, "k1", 120), 120);
    JournalBackoff backoff = ask(other);
    assert_int_equal(backoff.turn, JOURNAL_BACKOFF_WAIT);
    assert_in_range(backoff.wait_s, 118, 120);
    assert_int_equal(ask(one).turn, JOURNAL_BACKOFF_WAIT);
}

static void
a_run_of_failures_of_different_mails_counts(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    for (guint i = 0; i < 5; i++)
        assert_int_equal(note_failure(journal, "k1", -1), 0);
    assert_int_equal(note_failure(journal, "k2", -1), 0);
    assert_int_equal(ask(journal).turn, JOURNAL_BACKOFF_FREE);
    assert_true(ask(journal).is_noted);
    assert_int_equal(note_failure(journal, "k3", -1), 10);
    assert_int_equal(ask(journal).turn, JOURNAL_BACKOFF_WAIT);
}

static void
a_success_ends_the_run(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    note_failure(journal, "k1", -1);
    note_failure(journal, "k2", -1);
    assert_true(journal_backoff_succeeded(journal, NULL));
    assert_false(ask(journal).is_noted);
    assert_int_equal(note_failure(journal, "k3", -1), 0);
}

/* The request began before the API asked for a pause. */
static void
a_late_success_does_not_end_the_wait(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    note_failure(journal, "k1", 120);
    assert_true(journal_backoff_succeeded(journal, NULL));
    assert_int_equal(ask(journal).turn, JOURNAL_BACKOFF_WAIT);
}

static void
one_probes_and_the_others_wait(void **state)
{
    g_autoptr(Journal) one = fixture_open(*state);
    g_autoptr(Journal) other = fixture_open(*state);

    note_failure(one, "k1", 120);
    pass_time(*state);
    assert_int_equal(ask(one).turn, JOURNAL_BACKOFF_PROBE);
    assert_int_equal(ask(other).turn, JOURNAL_BACKOFF_WAIT);
    assert_int_equal(ask(other).wait_s, 0);
    assert_int_equal(ask(one).turn, JOURNAL_BACKOFF_PROBE); /* its next request */
    assert_true(journal_backoff_succeeded(one, NULL));
    assert_int_equal(ask(other).turn, JOURNAL_BACKOFF_FREE);
}

static void
a_failed_probe_doubles_the_wait_to_its_bound(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    static const gint64 waits[] = {20, 40, 80, 160, 300, 300};

    note_failure(journal, "k1", -1);
    note_failure(journal, "k2", -1);
    assert_int_equal(note_failure(journal, "k3", -1), 10);
    for (guint i = 0; i < G_N_ELEMENTS(waits); i++) {
        pass_time(*state);
        assert_int_equal(ask(journal).turn, JOURNAL_BACKOFF_PROBE);
        assert_int_equal(note_failure(journal, "k3", -1), waits[i]);
        assert_int_equal(ask(journal).turn, JOURNAL_BACKOFF_WAIT);
    }
}

/* Twenty requests that began together fail together: that is one failure of the API, not twenty. */
static void
late_failures_do_not_make_it_longer(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    for (guint i = 0; i < 20; i++) {
        g_autofree char *key = g_strdup_printf("k%u", i);
        note_failure(journal, key, -1);
    }
    assert_in_range(ask(journal).wait_s, 1, 10);
    note_failure(journal, "late", 60);
    assert_in_range(ask(journal).wait_s, 58, 60);
}

static int
probe_and_die(const Fixture *fixture)
{
    Journal *journal = fixture_open(fixture);

    return ask(journal).turn == JOURNAL_BACKOFF_PROBE ? 0 : 1;
}

static void
a_probe_that_died_is_followed_by_another(void **state)
{
    Journal *journal = fixture_open(*state);

    note_failure(journal, "k1", 120);
    journal_close(journal);
    pass_time(*state);
    assert_int_equal(fixture_in_child(probe_and_die, *state), 0);
    g_autoptr(Journal) later = fixture_open(*state);
    assert_int_equal(ask(later).turn, JOURNAL_BACKOFF_PROBE);
}

static void
a_probe_that_learned_nothing_gives_its_turn_back(void **state)
{
    g_autoptr(Journal) one = fixture_open(*state);
    g_autoptr(Journal) other = fixture_open(*state);

    note_failure(one, "k1", 120);
    pass_time(*state);
    assert_int_equal(ask(one).turn, JOURNAL_BACKOFF_PROBE);
    assert_true(journal_backoff_release(one, NULL));
    assert_int_equal(ask(other).turn, JOURNAL_BACKOFF_PROBE);
}

static void
a_clock_set_back_does_not_make_it_longer(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    note_failure(journal, "k1", 120);
    fixture_run_sql(*state, "UPDATE backoff SET set_s = set_s + 86400,"
                            " not_before_s = not_before_s + 86400");
    assert_int_equal(ask(journal).turn, JOURNAL_BACKOFF_PROBE);
}

static void
no_wait_at_all_leads_to_a_probe(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    assert_int_equal(note_failure(journal, "k1", 0), 0);
    assert_int_equal(ask(journal).turn, JOURNAL_BACKOFF_PROBE);
}

/* ... after another mail became a ticket since its first failure. */
static void
what_fails_again_while_others_pass_is_the_mails(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    static const char *const keys[] = {"k0", "k1", "k2", "k3", "k4"};
    gint64 wait_s = 0;
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        JournalMail wanted = {.key = (char *)(guintptr)keys[i]};
        g_autoptr(JournalMail) mail = journal_mail_claim(journal, &wanted, 60, 0, NULL);
        assert_non_null(mail);
    }
    for (guint round = 0; round < 3; round++) {
        for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
            const JournalBackoffFailure failure = {.mail_key = keys[i],
                                                   .is_at_body = TRUE,
                                                   .retry_after_s = round == 0 ? -1 : 60,
                                                   .first_s = 10,
                                                   .max_s = 300};
            assert_true(journal_backoff_failed(journal, &failure, &wait_s, NULL));
            assert_int_equal(wait_s, round == 0 && i == 2 ? 10 : 0);
        }
        assert_true(journal_backoff_lift(journal, NULL));
        const JournalThreadMail good = {.message_id = "good@x", .ticket_number = "INC1"};
        assert_true(journal_thread_add(journal, &good, NULL));
    }
    assert_int_equal(note_failure(journal, "k0", 60), 60); /* for a request of another kind */
}

/* No mail passed since: the API is down, and the mail is not the cause. */
static void
what_fails_again_with_all_others_is_the_apis(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    JournalMail wanted = {.key = (char[]){"k"}};
    g_autoptr(JournalMail) mail = journal_mail_claim(journal, &wanted, 60, 0, NULL);
    const JournalThreadMail before = {.message_id = "before@x", .ticket_number = "INC1"};
    assert_true(journal_thread_add(journal, &before, NULL));
    fixture_run_sql(*state, "UPDATE thread SET added_s = added_s - 1");
    const JournalBackoffFailure failure = {
        .mail_key = "k", .is_at_body = TRUE, .retry_after_s = 60, .first_s = 10, .max_s = 300};
    for (guint i = 0; i < 2; i++) {
        gint64 wait_s = 0;
        assert_true(journal_backoff_failed(journal, &failure, &wait_s, NULL));
        assert_int_equal(wait_s, 60);
    }
}

static gboolean
is_busy(gboolean (*change)(Journal *, GError **), Journal *journal)
{
    g_autoptr(GError) error = NULL;

    journal_set_deadline(journal, g_get_monotonic_time() + G_USEC_PER_SEC / 5);
    return !change(journal, &error);
}

/* Otherwise the failure would count those before the success, and pause everybody. */
static void
a_success_waits_for_a_failure_that_is_being_counted(void **state)
{
    g_autoptr(Journal) failing = fixture_open(*state);
    g_autoptr(Journal) other = fixture_open(*state);

    note_failure(failing, "k1", -1);
    assert_true(journal_begin(failing, FALSE, NULL));
    assert_true(is_busy(journal_backoff_succeeded, other));
    assert_true(is_busy(journal_backoff_lift, other));
    note_failure(failing, "k2", -1);
    assert_true(journal_commit(failing, NULL));
    journal_set_deadline(other, 0);
    assert_true(journal_backoff_succeeded(other, NULL));
    assert_false(ask(failing).is_noted);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(all_is_well_at_first),
        fixture_test(what_the_api_asks_for_holds_for_every_process),
        fixture_test(a_run_of_failures_of_different_mails_counts),
        fixture_test(a_success_ends_the_run),
        fixture_test(a_late_success_does_not_end_the_wait),
        fixture_test(one_probes_and_the_others_wait),
        fixture_test(a_failed_probe_doubles_the_wait_to_its_bound),
        fixture_test(late_failures_do_not_make_it_longer),
        fixture_test(what_fails_again_while_others_pass_is_the_mails),
        fixture_test(what_fails_again_with_all_others_is_the_apis),
        fixture_test(a_probe_that_died_is_followed_by_another),
        fixture_test(a_probe_that_learned_nothing_gives_its_turn_back),
        fixture_test(a_clock_set_back_does_not_make_it_longer),
        fixture_test(no_wait_at_all_leads_to_a_probe),
        fixture_test(a_success_waits_for_a_failure_that_is_being_counted),
    };
    return cmocka_run_group_tests_name("journal_backoff", tests, NULL, NULL);
}
