/* test_journal_mail.c - claims and steps, also if processes die. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_mail.h"

#include <signal.h>
#include <stdlib.h>

#define LEASE_S 300

static JournalMail *
claim(Journal *journal, const char *key, gint64 wait_ms, GError **error)
{
    g_autofree char *own_key = g_strdup(key);
    g_autofree char *id = g_strconcat(key, "@example.org", NULL);
    g_autofree char *reference = g_strconcat("ref-", key, NULL);
    JournalMail wanted = {.key = own_key, .message_id = id, .reference_number = reference};

    return journal_mail_claim(journal, &wanted, LEASE_S, g_get_monotonic_time() + wait_ms * 1000,
                              error);
}

static void
set_text(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

static gboolean
is_same_text(const char *recorded, const char *digest)
{
    return recorded == NULL || g_strcmp0(recorded, digest) == 0;
}

static void
first_claim_is_new(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(JournalMail) mail = claim(journal, "k1", 0, NULL);

    assert_non_null(mail);
    assert_true(mail->is_new);
    assert_int_equal(mail->step, JOURNAL_STEP_CLAIMED);
    assert_string_equal(mail->message_id, "k1@example.org");
    assert_string_equal(mail->reference_number, "ref-k1");
    assert_null(mail->ticket_number);
    assert_null(mail->action);
    assert_null(mail->named_ticket);
    assert_false(mail->is_follow_up);
    assert_false(mail->is_participant);
    assert_false(mail->is_storm);
    assert_false(mail->is_in_doubt);
}

static void
a_later_claim_goes_on_where_the_first_stopped(void **state)
{
    Journal *first = fixture_open(*state);
    JournalMail *mail = claim(first, "k1", 0, NULL);

    mail->step = JOURNAL_STEP_TICKETED;
    mail->files_done = 3;
    set_text(&mail->ticket_number, "INC0000001");
    set_text(&mail->action, "create");
    set_text(&mail->named_ticket, "INC0000000");
    mail->is_follow_up = TRUE;
    mail->is_participant = TRUE;
    mail->is_storm = TRUE;
    assert_true(journal_mail_record(first, mail, TRUE, NULL));
    assert_true(journal_mail_release(first, mail, NULL));
    journal_mail_free(mail);
    journal_close(first);

    g_autoptr(Journal) second = fixture_open(*state);
    g_autoptr(JournalMail) again = claim(second, "k1", 0, NULL);
    assert_non_null(again);
    assert_false(again->is_new);
    assert_int_equal(again->step, JOURNAL_STEP_TICKETED);
    assert_string_equal(again->named_ticket, "INC0000000");
    assert_true(again->is_follow_up);
    assert_true(again->is_participant);
    assert_true(again->is_storm);
    assert_true(again->is_in_doubt);
    assert_int_equal(again->files_done, 3);
    assert_string_equal(again->ticket_number, "INC0000001");
    assert_string_equal(again->action, "create");
    assert_string_equal(again->reference_number, "ref-k1");
}

static void
the_first_reference_number_stays(void **state)
{
    Journal *first = fixture_open(*state);

    journal_mail_free(claim(first, "k1", 0, NULL));
    journal_close(first);
    g_autoptr(Journal) second = fixture_open(*state);
    JournalMail wanted = {.key = (char[]){"k1"}, .reference_number = (char[]){"another"}};
    g_autoptr(JournalMail) mail = journal_mail_claim(second, &wanted, LEASE_S, 0, NULL);
    assert_non_null(mail);
    assert_string_equal(mail->reference_number, "ref-k1");
}

static void
a_held_mail_is_busy(void **state)
{
    g_autoptr(Journal) first = fixture_open(*state);
    g_autoptr(Journal) second = fixture_open(*state);
    g_autoptr(JournalMail) mail = claim(first, "k1", 0, NULL);
    g_autoptr(JournalMail) other = claim(second, "k2", 0, NULL);
    g_autoptr(GError) error = NULL;

    assert_non_null(other);
    assert_null(claim(second, "k1", 20, &error));
    assert_error(error, DELIVERY_ERROR_BUSY);
    assert_true(journal_mail_release(first, mail, NULL));
    g_autoptr(JournalMail) freed = claim(second, "k1", 0, NULL);
    assert_non_null(freed);
    assert_false(freed->is_new);
}

static void
the_holder_may_claim_again(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(JournalMail) mail = claim(journal, "k1", 0, NULL);
    g_autoptr(JournalMail) again = claim(journal, "k1", 0, NULL);

    assert_non_null(again);
    assert_false(again->is_new);
}

static void
a_done_mail_is_returned_unclaimed(void **state)
{
    g_autoptr(Journal) first = fixture_open(*state);
    g_autoptr(Journal) second = fixture_open(*state);
    g_autoptr(JournalMail) mail = claim(first, "k1", 0, NULL);

    mail->step = JOURNAL_STEP_DONE;
    assert_true(journal_mail_record(first, mail, FALSE, NULL));
    for (guint i = 0; i < 2; i++) {
        g_autoptr(JournalMail) done = claim(i == 0 ? first : second, "k1", 0, NULL);
        assert_non_null(done);
        assert_int_equal(done->step, JOURNAL_STEP_DONE);
        assert_false(done->is_new);
        assert_true(journal_mail_release(second, done, NULL));
    }
}

static void
a_closed_handle_gives_its_claims_up(void **state)
{
    Journal *first = fixture_open(*state);
    g_autoptr(Journal) second = fixture_open(*state);

    journal_mail_free(claim(first, "k1", 0, NULL));
    journal_close(first);
    g_autoptr(JournalMail) mail = claim(second, "k1", 0, NULL);
    assert_non_null(mail);
}

static int
claim_and_die(const Fixture *fixture)
{
    Journal *journal = journal_open(fixture->path, NULL);
    JournalMail *mail = claim(journal, "k1", 0, NULL);

    mail->step = JOURNAL_STEP_TICKETED;
    set_text(&mail->ticket_number, "INC0000001");
    if (!journal_mail_record(journal, mail, FALSE, NULL))
        return 1;
    kill(getpid(), SIGKILL);
    return 0;
}

static void
the_claim_of_a_killed_process_is_taken_over_at_once(void **state)
{
    const Fixture *fixture = *state;

    assert_int_equal(fixture_in_child(claim_and_die, fixture), -1);
    g_autoptr(Journal) journal = fixture_open(fixture);
    g_autoptr(JournalMail) mail = claim(journal, "k1", 0, NULL);
    assert_non_null(mail);
    assert_int_equal(mail->step, JOURNAL_STEP_TICKETED);
    assert_string_equal(mail->ticket_number, "INC0000001");
}

static int
try_claim(const Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Journal) journal = journal_open(fixture->path, NULL);
    g_autoptr(JournalMail) mail = journal != NULL ? claim(journal, "k1", 0, &error) : NULL;

    if (mail != NULL)
        return 1;
    return g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_BUSY) ? 0 : 2;
}

static void
another_process_cannot_have_it_too(void **state)
{
    const Fixture *fixture = *state;
    Journal *journal = fixture_open(fixture);
    JournalMail *mail = claim(journal, "k1", 0, NULL);

    assert_int_equal(fixture_in_child(try_claim, fixture), 0);
    journal_mail_free(mail);
    journal_close(journal);
    assert_int_equal(fixture_in_child(try_claim, fixture), 1);
}

/* Each child claims, makes a file that only one may make, and removes it before it releases the
 * claim; the last one records DONE. */
static int
work_alone(const Fixture *fixture)
{
    g_autofree char *flag = g_build_filename(fixture->directory, "flag", NULL);

    for (guint round = 0; round < 10; round++) {
        g_autoptr(Journal) journal = journal_open(fixture->path, NULL);
        g_autoptr(JournalMail) mail = journal != NULL ? claim(journal, "k1", 30000, NULL) : NULL;
        if (mail == NULL)
            return 2;
        FILE *file = g_fopen(flag, "wxe");
        if (file == NULL)
            return 3;
        fclose(file);
        mail->files_done++;
        if (!journal_mail_record(journal, mail, FALSE, NULL) || g_unlink(flag) != 0 ||
            !journal_mail_release(journal, mail, NULL))
            return 4;
    }
    return 0;
}

static void
many_processes_work_one_at_a_time(void **state)
{
    enum { PROCESSES = 6 };
    const Fixture *fixture = *state;
    pid_t pids[PROCESSES];

    for (int i = 0; i < PROCESSES; i++) {
        pids[i] = fork();
        if (pids[i] == 0)
            _exit(work_alone(fixture));
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    g_autoptr(Journal) journal = fixture_open(fixture);
    g_autoptr(JournalMail) mail = claim(journal, "k1", 0, NULL);
    assert_int_equal(mail->files_done, PROCESSES * 10);
}

static void
a_lost_claim_cannot_record(void **state)
{
    g_autoptr(Journal) first = fixture_open(*state);
    g_autoptr(Journal) second = fixture_open(*state);
    g_autoptr(JournalMail) mail = claim(first, "k1", 0, NULL);
    g_autoptr(GError) error = NULL;

    assert_true(journal_mail_release(first, mail, NULL));
    g_autoptr(JournalMail) taken = claim(second, "k1", 0, NULL);
    assert_non_null(taken);
    mail->step = JOURNAL_STEP_DONE;
    assert_false(journal_mail_record(first, mail, TRUE, &error));
    assert_error(error, DELIVERY_ERROR_BUSY);
}

static void
a_rolled_back_batch_leaves_no_trace(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(JournalMail) mail = claim(journal, "k1", 0, NULL);

    assert_true(journal_begin(journal, TRUE, NULL));
    mail->step = JOURNAL_STEP_TICKETED;
    assert_true(journal_mail_record(journal, mail, TRUE, NULL));
    journal_rollback(journal);
    g_autoptr(JournalMail) again = claim(journal, "k1", 0, NULL);
    assert_int_equal(again->step, JOURNAL_STEP_CLAIMED);
}

static void
only_what_was_done_without_a_ticket_is_free_again(void **state)
{
    static const char *const tickets[] = {NULL, "INC0000001"};
    g_autoptr(Journal) journal = fixture_open(*state);
    for (guint i = 0; i < G_N_ELEMENTS(tickets); i++) {
        g_autofree char *key = g_strdup_printf("k%u", i);
        g_autoptr(JournalMail) mail = claim(journal, key, 0, NULL);
        mail->step = JOURNAL_STEP_DONE;
        set_text(&mail->ticket_number, tickets[i]);
        set_text(&mail->action, "ignore");
        assert_true(journal_mail_record(journal, mail, TRUE, NULL));
        assert_true(journal_mail_renew(journal, key, NULL));
        g_autoptr(JournalMail) again = claim(journal, key, 0, NULL);
        assert_int_equal(again->step, i == 0 ? JOURNAL_STEP_CLAIMED : JOURNAL_STEP_DONE);
        assert_int_equal(again->action == NULL, i == 0);
    }
}

/* A mail with the content `digest`; its names are k, k-2 and k-3. */
static JournalMail *
claim_said(Journal *journal, const char *digest, GError **error)
{
    static const JournalMailOther other = {
        .keys = {"k-2", "k-3"}, .reference_numbers = {"ref-2", "ref-3"}, .is_same = is_same_text};
    g_autofree char *key = g_strdup("k"), *reference = g_strdup("ref"), *own = g_strdup(digest);
    JournalMail wanted = {
        .key = key, .reference_number = reference, .digest = own, .other = &other};
    return journal_mail_claim(journal, &wanted, LEASE_S, 0, error);
}

static void
end(Journal *journal, JournalMail *mail, const char *ticket_number)
{
    mail->step = JOURNAL_STEP_DONE;
    set_text(&mail->ticket_number, ticket_number);
    assert_true(journal_mail_record(journal, mail, TRUE, NULL));
}

static void
a_mail_that_says_something_else_has_another_name(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    static const char *const digests[] = {"one", "two", "three"};
    static const char *const keys[] = {"k", "k-2", "k-3"};
    static const char *const references[] = {"ref", "ref-2", "ref-3"};
    for (guint try = 0; try < 2; try++)
        for (guint i = 0; i < G_N_ELEMENTS(digests); i++) {
            g_autoptr(JournalMail) mail = claim_said(journal, digests[i], NULL);
            assert_string_equal(mail->key, keys[i]);
            assert_string_equal(mail->reference_number, references[i]);
            assert_int_equal(mail->is_new, try == 0);
            assert_true(journal_mail_release(journal, mail, NULL));
        }
}

static JournalMail *
claim_proven(Journal *journal, gboolean is_unproven)
{
    static const JournalMailOther other = {
        .keys = {"k-2", "k-3"}, .reference_numbers = {"ref-2", "ref-3"}, .is_same = is_same_text};
    JournalMail wanted = {.key = (char[]){"k"},
                          .reference_number = (char[]){"ref"},
                          .digest = (char[]){"one"},
                          .is_unproven = is_unproven,
                          .other = &other};
    return journal_mail_claim(journal, &wanted, LEASE_S, 0, NULL);
}

/* A copy that is not proven is the same mail as any earlier one. */
static void
a_proven_mail_is_no_copy_of_one_that_is_not(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    static const struct {
        gboolean is_unproven, is_new;
        const char *key;
    } rows[] = {{TRUE, TRUE, "k"},
                {TRUE, FALSE, "k"},
                {FALSE, TRUE, "k-2"},
                {FALSE, FALSE, "k-2"},
                {TRUE, FALSE, "k"}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(JournalMail) mail = claim_proven(journal, rows[i].is_unproven);
        assert_string_equal(mail->key, rows[i].key);
        assert_int_equal(mail->is_new, rows[i].is_new);
        if (rows[i].is_new)
            end(journal, mail, "INC1");
    }
}

/* The proven copy has its own ticket and names the other one, because the unproven copy may have
 * gone to any ticket. */
static void
a_proven_mail_is_told_the_ticket_of_an_unproven_copy(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(JournalMail) forged = claim_proven(journal, TRUE);
    assert_null(forged->copy_ticket);
    end(journal, forged, "INC1");
    for (guint try = 0; try < 2; try++) {
        g_autoptr(JournalMail) mail = claim_proven(journal, FALSE);
        assert_string_equal(mail->copy_ticket, "INC1");
        assert_true(journal_mail_release(journal, mail, NULL));
    }
    g_autoptr(JournalMail) other = claim_said(journal, "two", NULL);
    assert_null(other->copy_ticket);
}

/* The unproven copy failed; the proven one continued, and failed after its ticket was made. */
static void
a_proven_mail_that_took_over_goes_on_at_its_next_try(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(JournalMail) forged = claim_proven(journal, TRUE);
    assert_true(journal_mail_release(journal, forged, NULL));
    g_autoptr(JournalMail) mail = claim_proven(journal, FALSE);
    assert_string_equal(mail->key, "k");
    mail->step = JOURNAL_STEP_TICKETED;
    mail->ticket_number = g_strdup("INC1");
    assert_true(journal_mail_record(journal, mail, TRUE, NULL));
    assert_true(journal_mail_release(journal, mail, NULL));
    g_autoptr(JournalMail) again = claim_proven(journal, FALSE);
    assert_string_equal(again->key, "k");
    assert_string_equal(again->ticket_number, "INC1");
}

/* Its first name is free again, because the other mail was forgotten. */
static void
a_mail_keeps_its_name(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(JournalMail) first = claim_said(journal, "one", NULL);
    g_autoptr(JournalMail) second = claim_said(journal, "two", NULL);
    assert_string_equal(second->key, "k-2");
    end(journal, second, "INC2");
    assert_true(journal_execute(journal, NULL, NULL, "DELETE FROM mail WHERE key = 'k'", ""));
    g_autoptr(JournalMail) again = claim_said(journal, "two", NULL);
    assert_string_equal(again->key, "k-2");
    assert_string_equal(again->ticket_number, "INC2");
}

/* If another process works on a mail, its name counts as taken, and nobody waits for it. */
static void
another_mail_waits_for_nobody(void **state)
{
    g_autoptr(Journal) one = fixture_open(*state);
    g_autoptr(Journal) two = fixture_open(*state);
    g_autoptr(JournalMail) first = claim_said(one, "one", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(JournalMail) same = claim_said(two, "one", &error);
    assert_null(same);
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_BUSY));
    g_autoptr(JournalMail) other = claim_said(two, "two", NULL);
    assert_string_equal(other->key, "k-2");
}

static void
what_was_ignored_counts_for_nothing(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(JournalMail) first = claim_said(journal, "one", NULL);
    end(journal, first, NULL);
    g_autoptr(JournalMail) again = claim_said(journal, "one", NULL);
    assert_string_equal(again->key, "k");
    assert_int_equal(again->step, JOURNAL_STEP_CLAIMED);
    assert_true(again->is_new);
    assert_false(again->is_in_doubt);
    end(journal, again, "INC1");
    g_autoptr(JournalMail) delivered = claim_said(journal, "one", NULL);
    assert_int_equal(delivered->step, JOURNAL_STEP_DONE);
}

/* A row of a version that recorded no digest matches any mail with its Message-ID. */
static void
a_row_without_a_digest_means_what_it_meant(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    for (guint has_ticket = 0; has_ticket < 2; has_ticket++) {
        g_autoptr(JournalMail) old = claim(journal, "k", 0, NULL);
        if (old->step != JOURNAL_STEP_DONE)
            end(journal, old, has_ticket ? "INC1" : NULL);
        g_autoptr(JournalMail) mail = claim_said(journal, "one", NULL);
        assert_string_equal(mail->key, "k");
        assert_int_equal(mail->step, JOURNAL_STEP_DONE);
        assert_true(journal_execute(journal, NULL, NULL, "DELETE FROM mail WHERE key = 'k'", ""));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(first_claim_is_new),
        fixture_test(a_later_claim_goes_on_where_the_first_stopped),
        fixture_test(the_first_reference_number_stays),
        fixture_test(a_held_mail_is_busy),
        fixture_test(the_holder_may_claim_again),
        fixture_test(a_done_mail_is_returned_unclaimed),
        fixture_test(a_closed_handle_gives_its_claims_up),
        fixture_test(the_claim_of_a_killed_process_is_taken_over_at_once),
        fixture_test(another_process_cannot_have_it_too),
        fixture_test(many_processes_work_one_at_a_time),
        fixture_test(a_lost_claim_cannot_record),
        fixture_test(a_rolled_back_batch_leaves_no_trace),
        fixture_test(only_what_was_done_without_a_ticket_is_free_again),
        fixture_test(a_mail_that_says_something_else_has_another_name),
        fixture_test(a_mail_keeps_its_name),
        fixture_test(a_proven_mail_is_no_copy_of_one_that_is_not),
        fixture_test(a_proven_mail_is_told_the_ticket_of_an_unproven_copy),
        fixture_test(a_proven_mail_that_took_over_goes_on_at_its_next_try),
        fixture_test(another_mail_waits_for_nobody),
        fixture_test(what_was_ignored_counts_for_nothing),
        fixture_test(a_row_without_a_digest_means_what_it_meant),
    };
    return cmocka_run_group_tests_name("journal_mail", tests, NULL, NULL);
}
