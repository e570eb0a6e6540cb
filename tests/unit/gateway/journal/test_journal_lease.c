/* test_journal_lease.c - two hosts with one journal: what they hold, and how the one that was
 * paused finds out. Each test is an order in which the two may come. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_backoff.h"
#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_lease.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_news.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/journal/journal_owner_lease.h"

#define LEASE_S 7 /* only of holders that cannot be seen */

/* A handle as if its store belonged to several hosts, and as if this one were another host. */
static Journal *
open_as(const Fixture *fixture, const char *host)
{
    Journal *journal = fixture_open(fixture);

    journal_owner_clear(&journal->owner);
    journal_owner_init(&journal->owner, &journal_owner_lease);
    char *name = g_strconcat(journal->owner.name, "-", host, NULL);
    g_free(journal->owner.name);
    journal->owner.name = name;
    return journal;
}

typedef gboolean (*SameFunc)(const char *recorded, const char *digest);

static JournalMail *
claim_when(Journal *journal, SameFunc is_same, gint64 wait_ms, GError **error)
{
    const JournalMailOther other = {.is_same = is_same};
    JournalMail wanted = {.key = (char[]){"k1"},
                          .message_id = (char[]){"k1@example.org"},
                          .reference_number = (char[]){"ref-k1"},
                          .digest = (char[]){"d1"},
                          .other = &other};

    return journal_mail_claim(journal, &wanted, LEASE_S, g_get_monotonic_time() + wait_ms * 1000,
                              error);
}

static gboolean
is_same_digest(const char *recorded, const char *digest)
{
    return g_strcmp0(recorded, digest) == 0;
}

static JournalMail *
claim(Journal *journal, GError **error)
{
    return claim_when(journal, is_same_digest, 0, error);
}

/* The lease of everything ends, as when a host is paused for long. */
static void
end_leases(Journal *journal)
{
    assert_true(journal_execute(journal, NULL, NULL, "UPDATE mail SET lease_until_s = 1", ""));
    assert_true(journal_execute(journal, NULL, NULL, "UPDATE outbox SET lease_until_s = 1", ""));
    assert_true(journal_execute(journal, NULL, NULL, "UPDATE backoff SET lease_until_s = 1", ""));
    assert_true(journal_execute(journal, NULL, NULL, "UPDATE news_run SET lease_until_s = 1", ""));
}

/* As if the database had last confirmed everything `seconds` ago. */
static void
age_proofs(Journal *journal, gint64 seconds)
{
    for (guint i = 0; i < journal->holds->len; i++)
        ((JournalHold *)g_ptr_array_index(journal->holds, i))->proven_us -=
            seconds * G_USEC_PER_SEC;
}

static gint64
read_number(Journal *journal, const char *sql)
{
    g_autoptr(JournalQuery) query = journal_query(journal, NULL, sql, "");

    assert_int_equal(journal_query_next(query, NULL), STORE_ROW_FOUND);
    return store_column_int64(query, 0);
}

static gint64
lease_left_s(Journal *journal)
{
    return read_number(journal, "SELECT lease_until_s FROM mail") - journal_now_s(journal);
}

typedef gboolean (*LeaseFunc)(Journal *journal, GError **error);

static void
assert_lost(LeaseFunc ask, Journal *journal)
{
    g_autoptr(GError) error = NULL;

    assert_false(ask(journal, &error));
    assert_error(error, DELIVERY_ERROR_BUSY);
    assert_non_null(strstr(error->message, "paused for long"));
}

static void
a_lease_is_one_minute_whatever_the_deadline(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(JournalMail) mail = claim(a, NULL);

    assert_true(journal_is_shared(a));
    assert_in_range(lease_left_s(a), 59, 60);
}

static void
a_journal_of_one_host_renews_nothing(void **state)
{
    fixture_only_sqlite();
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(JournalMail) mail = claim(journal, NULL);

    assert_false(journal_is_shared(journal));
    assert_null(journal->holds);
    end_leases(journal);
    assert_true(journal_lease_confirm(journal, NULL));
    assert_true(journal_mail_record(journal, mail, FALSE, NULL));
    assert_int_equal(read_number(journal, "SELECT lease_until_s FROM mail"), 1);
}

static void
another_host_waits_for_the_lease(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(Journal) b = open_as(*state, "b");
    g_autoptr(JournalMail) mail = claim(a, NULL);
    g_autoptr(GError) error = NULL;

    assert_null(claim(b, &error));
    assert_error(error, DELIVERY_ERROR_BUSY);
    end_leases(a);
    g_autoptr(JournalMail) taken = claim(b, NULL);
    assert_non_null(taken);
    assert_true(taken->is_in_doubt);
}

static void
a_paused_host_sends_nothing_after_it_was_replaced(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(Journal) b = open_as(*state, "b");
    g_autoptr(JournalMail) mail = claim(a, NULL);
    g_autoptr(GError) error = NULL;

    end_leases(a);
    g_autoptr(JournalMail) taken = claim(b, NULL);
    age_proofs(a, 2);
    assert_lost(journal_lease_prove, a);
    mail->step = JOURNAL_STEP_TICKETED;
    assert_false(journal_mail_record(a, mail, TRUE, &error));
    assert_error(error, DELIVERY_ERROR_BUSY);
    assert_true(journal_mail_release(a, mail, NULL));
    assert_true(journal_lease_confirm(a, NULL)); /* nothing is held any longer */
    assert_true(journal_lease_confirm(b, NULL));
    taken->step = JOURNAL_STEP_TICKETED;
    assert_true(journal_mail_record(b, taken, TRUE, NULL));
}

static void
a_paused_host_goes_on_if_nobody_replaced_it(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(Journal) b = open_as(*state, "b");
    g_autoptr(JournalMail) mail = claim(a, NULL);

    end_leases(a);
    age_proofs(a, 3600);
    assert_true(journal_lease_prove(a, NULL));
    assert_in_range(lease_left_s(a), 58, 60);
    assert_null(claim(b, NULL));
}

static void
a_proof_is_not_asked_for_twice_in_a_moment(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(JournalMail) mail = claim(a, NULL);

    end_leases(a);
    assert_true(journal_lease_prove(a, NULL));
    assert_int_equal(read_number(a, "SELECT lease_until_s FROM mail"), 1);
    age_proofs(a, 2);
    assert_true(journal_lease_prove(a, NULL));
    assert_in_range(lease_left_s(a), 58, 60);
}

static void
a_wait_renews_the_lease_after_a_third(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(JournalMail) mail = claim(a, NULL);

    end_leases(a);
    age_proofs(a, 18);
    assert_true(journal_lease_keep(a, NULL));
    assert_int_equal(read_number(a, "SELECT lease_until_s FROM mail"), 1);
    age_proofs(a, 3);
    assert_true(journal_lease_keep(a, NULL));
    assert_in_range(lease_left_s(a), 58, 60);
}

/* A step that is recorded is a proof, too. */
static void
each_recorded_step_renews_the_lease(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(JournalMail) mail = claim(a, NULL);

    end_leases(a);
    age_proofs(a, 3600);
    assert_true(journal_mail_record(a, mail, TRUE, NULL));
    gint64 first = read_number(a, "SELECT lease_until_s FROM mail");
    assert_in_range(lease_left_s(a), 58, 60);
    assert_true(journal_mail_record(a, mail, TRUE, NULL));
    assert_true(read_number(a, "SELECT lease_until_s FROM mail") > first);
    assert_true(journal_lease_confirm(a, NULL));
    assert_true(read_number(a, "SELECT lease_until_s FROM mail") > first + 1);
    assert_true(journal_execute(a, NULL, NULL, "UPDATE mail SET owner = 'another'", ""));
    assert_true(journal_lease_prove(a, NULL));
    age_proofs(a, 2);
    assert_lost(journal_lease_prove, a);
}

/* The handle whose claim is being made; another host records a step between its look at the mail
 * and the take-over. With a lock on the whole store it is this handle that writes it. */
static Journal *looking;
static const char *meanwhile;

static gboolean
is_same_and_changed(const char *recorded, const char *digest)
{
    if (meanwhile != NULL)
        assert_true(store_run(store_prepare(looking->store, meanwhile, NULL), NULL, NULL));
    meanwhile = NULL;
    return is_same_digest(recorded, digest);
}

static void
a_host_that_wakes_up_during_a_take_over_keeps_its_mail(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(Journal) b = open_as(*state, "b");
    g_autoptr(JournalMail) mail = claim(a, NULL);

    end_leases(a);
    looking = b;
    meanwhile = "UPDATE mail SET lease_until_s = lease_until_s + 1";
    /* rolled back with what was meant to be that of the other host: the second look takes it */
    g_autoptr(JournalMail) taken = claim_when(b, is_same_and_changed, 1000, NULL);
    assert_non_null(taken);
    age_proofs(a, 2);
    assert_lost(journal_lease_prove, a);

    end_leases(b);
    meanwhile = "UPDATE mail SET lease_until_s = lease_until_s + 1";
    g_autoptr(GError) busy = NULL;
    looking = a;
    assert_null(claim_when(a, is_same_and_changed, 0, &busy));
    assert_error(busy, DELIVERY_ERROR_BUSY);
}

static gint64
add_reply(Journal *journal)
{
    g_autoptr(GBytes) message = g_bytes_new_static("x\r\n", 3);
    OutboxItem item = {.recipient = (char *)"user@example.org", .message = message};

    assert_true(journal_outbox_add(journal, "k1.create", &item, NULL));
    return item.id;
}

static void
a_paused_host_does_not_send_a_reply_that_another_has(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(Journal) b = open_as(*state, "b");
    gint64 id = add_reply(a);

    assert_null(journal_outbox_next(b, journal_now_s(b), NULL));
    end_leases(a);
    g_autoptr(OutboxItem) item = journal_outbox_next(b, journal_now_s(b), NULL);
    assert_non_null(item);
    age_proofs(a, 2);
    assert_lost(journal_lease_prove, a);
    assert_true(journal_outbox_failed(a, id, 0, "late", NULL));
    assert_true(journal_lease_confirm(b, NULL)); /* still held, and not by `a` */
    assert_int_equal(read_number(b, "SELECT tries FROM outbox"), 0);
    assert_true(journal_outbox_sent(b, id, NULL));
}

static void
a_reply_that_was_sent_after_all_is_not_sent_by_another(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(Journal) b = open_as(*state, "b");
    gint64 id = add_reply(a);

    end_leases(a);
    g_autoptr(OutboxItem) item = journal_outbox_next(b, journal_now_s(b), NULL);
    assert_non_null(item);
    assert_true(journal_outbox_sent(a, id, NULL));
    assert_lost(journal_lease_confirm, b);
}

static void
one_host_probes_the_api(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(Journal) b = open_as(*state, "b");
    const JournalBackoffFailure failure = {.mail_key = "k1", .retry_after_s = 0, .max_s = 60};
    JournalBackoff backoff;
    gint64 wait_s;

    assert_true(journal_backoff_failed(a, &failure, &wait_s, NULL));
    assert_true(journal_backoff_ask(a, LEASE_S, &backoff, NULL));
    assert_int_equal(backoff.turn, JOURNAL_BACKOFF_PROBE);
    assert_true(journal_backoff_ask(b, LEASE_S, &backoff, NULL));
    assert_int_equal(backoff.turn, JOURNAL_BACKOFF_WAIT);
    end_leases(a);
    assert_true(journal_backoff_ask(b, LEASE_S, &backoff, NULL));
    assert_int_equal(backoff.turn, JOURNAL_BACKOFF_PROBE);
    age_proofs(a, 2);
    assert_lost(journal_lease_prove, a);
    assert_true(journal_backoff_release(a, NULL));
    assert_true(journal_lease_confirm(a, NULL));
    assert_true(journal_lease_confirm(b, NULL));
    assert_true(journal_backoff_succeeded(b, NULL));
    assert_true(journal_lease_confirm(b, NULL));
}

static void
one_host_takes_the_news(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(Journal) b = open_as(*state, "b");
    JournalNewsRun run;

    assert_true(journal_news_begin(a, LEASE_S, &run, NULL));
    assert_true(run.is_ours);
    assert_true(journal_news_begin(b, LEASE_S, &run, NULL));
    assert_false(run.is_ours);
    end_leases(a);
    assert_true(journal_news_begin(b, LEASE_S, &run, NULL));
    assert_true(run.is_ours);
    assert_true(journal_begin(a, TRUE, NULL));
    assert_lost(journal_lease_confirm, a);
    assert_int_equal(a->depth, 0);
    assert_true(journal_news_end(a, NULL));
    assert_true(journal_lease_confirm(b, NULL));
}

static void
what_was_rolled_back_is_not_held(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");

    assert_true(journal_begin(a, FALSE, NULL));
    (void)add_reply(a);
    journal_rollback(a);
    assert_true(journal_lease_confirm(a, NULL));
    assert_true(journal_begin(a, FALSE, NULL));
    (void)add_reply(a);
    assert_true(journal_commit(a, NULL));
    assert_int_equal(a->holds->len, 1);
}

static void
a_closed_handle_holds_nothing(void **state)
{
    g_autoptr(Journal) b = open_as(*state, "b");
    Journal *a = open_as(*state, "a");
    JournalNewsRun run;

    journal_mail_free(claim(a, NULL));
    (void)add_reply(a);
    assert_true(journal_news_begin(a, LEASE_S, &run, NULL));
    journal_close(a);
    g_autoptr(JournalMail) mail = claim(b, NULL);
    g_autoptr(OutboxItem) item = journal_outbox_next(b, journal_now_s(b), NULL);
    assert_non_null(mail);
    assert_non_null(item);
    assert_true(journal_news_begin(b, LEASE_S, &run, NULL));
    assert_true(run.is_ours);
}

/* As when the database is away for a moment: the request goes on while the lease is certain. */
static void
a_lease_that_cannot_be_renewed_ends_the_wait_only_when_it_may_be_over(void **state)
{
    g_autoptr(Journal) a = open_as(*state, "a");
    g_autoptr(Journal) writer = open_as(*state, "b");
    g_autoptr(JournalMail) mail = claim(a, NULL);
    g_autoptr(GError) error = NULL;

    assert_true(journal_begin(writer, FALSE, NULL));
    journal_set_deadline(a, g_get_monotonic_time() + 1000);
    age_proofs(a, 30);
    assert_true(journal_lease_keep(a, NULL));
    age_proofs(a, 20);
    assert_true(journal_lease_keep(a, NULL)); /* it was tried a moment ago */
    a->renewal_failed_us = 0;
    assert_false(journal_lease_keep(a, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    g_clear_error(&error);
    assert_false(journal_lease_prove(a, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    journal_rollback(writer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(a_lease_is_one_minute_whatever_the_deadline),
        fixture_test(a_journal_of_one_host_renews_nothing),
        fixture_test(another_host_waits_for_the_lease),
        fixture_test(a_paused_host_sends_nothing_after_it_was_replaced),
        fixture_test(a_paused_host_goes_on_if_nobody_replaced_it),
        fixture_test(a_proof_is_not_asked_for_twice_in_a_moment),
        fixture_test(a_wait_renews_the_lease_after_a_third),
        fixture_test(each_recorded_step_renews_the_lease),
        fixture_test(a_host_that_wakes_up_during_a_take_over_keeps_its_mail),
        fixture_test(a_paused_host_does_not_send_a_reply_that_another_has),
        fixture_test(a_reply_that_was_sent_after_all_is_not_sent_by_another),
        fixture_test(one_host_probes_the_api),
        fixture_test(one_host_takes_the_news),
        fixture_test(what_was_rolled_back_is_not_held),
        fixture_test(a_closed_handle_holds_nothing),
        fixture_test(a_lease_that_cannot_be_renewed_ends_the_wait_only_when_it_may_be_over),
    };
    return cmocka_run_group_tests_name("journal_lease", tests, NULL, NULL);
}
