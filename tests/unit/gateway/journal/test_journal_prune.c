/* test_journal_prune.c - old rows are deleted, new ones stay, and a wrong clock deletes nothing. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_prune.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/journal/store/sqlite_repair.h"

#define DAY_S ((gint64)24 * 60 * 60)
#define NOW_S ((gint64)2000000000)

/* One row of each kind, `days` old. */
static void
add_rows(const Fixture *fixture, const char *name, gint64 days)
{
    fixture_add_rows(fixture, name, NOW_S - days * DAY_S);
}

static JournalPruned
prune(Journal *journal, gint64 thread_days, gint64 reply_days)
{
    const JournalPruneLimits limits = {.now_s = NOW_S,
                                       .keep_threads_s = thread_days * DAY_S,
                                       .keep_replies_s = reply_days * DAY_S};
    JournalPruned pruned = {0};
    g_autoptr(GError) error = NULL;

    if (!journal_prune(journal, &limits, &pruned, &error))
        fail_msg("%s", error->message);
    return pruned;
}

static void
what_is_old_goes(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    add_rows(*state, "old", 401);
    add_rows(*state, "middle", 31);
    add_rows(*state, "young", 1);
    JournalPruned pruned = prune(journal, 400, 30);
    assert_int_equal(pruned.mails, 1);
    assert_int_equal(pruned.threads, 1);
    assert_int_equal(pruned.participants, 1);
    assert_int_equal(pruned.replies, 2);
    assert_int_equal(pruned.unsent_replies, 2);
    pruned = prune(journal, 400, 30);
    assert_int_equal(pruned.mails + pruned.threads + pruned.replies + pruned.unsent_replies, 0);
}

static void
mails_are_known_for_a_week(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    add_rows(*state, "a", 8);
    add_rows(*state, "b", 6);
    add_rows(*state, "c", 0);
    JournalPruned pruned = prune(journal, 1, 1);
    assert_int_equal(pruned.mails, 1);
    assert_int_equal(pruned.threads, 2);
}

static void
the_newer_ticket_of_an_id_stays(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    add_rows(*state, "young", 0);
    fixture_run_sql(*state, "INSERT INTO thread (message_id, ticket_number, added_s) SELECT"
                            " message_id, 'INC0', 1 FROM thread");
    assert_int_equal(prune(journal, 400, 30).threads, 1);
}

static void
many_rows_go_in_slices(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    add_rows(*state, "young", 0);
    fixture_run_sql(*state, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                            " WHERE i < 1200) INSERT INTO thread (message_id, ticket_number,"
                            " added_s) SELECT 'id' || i, 'INC1', 1"
                            " FROM n");
    assert_int_equal(prune(journal, 400, 30).threads, 1200);
}

static void
a_wrong_clock_deletes_nothing(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(GError) error = NULL;
    JournalPruned pruned = {0};
    const JournalPruneLimits ahead = {
        .now_s = NOW_S + 1000 * DAY_S, .keep_threads_s = 400 * DAY_S, .keep_replies_s = 30 * DAY_S};

    add_rows(*state, "old", 300);
    add_rows(*state, "young", 0);
    assert_false(journal_prune(journal, &ahead, &pruned, &error));
    assert_error(error, DELIVERY_ERROR_USAGE);
    assert_int_equal(prune(journal, 400, 400).mails, 0);
    assert_int_equal(prune(journal, 200, 400).mails, 1);
}

static void
an_empty_journal_is_pruned(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    assert_int_equal(prune(journal, 400, 30).mails, 0);
}

static void
a_check_finds_damage(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;

    Journal *journal = fixture_open(fixture);
    assert_true(journal_check(journal, NULL));
    journal_close(journal);
    fixture_damage(fixture);
    g_autoptr(Journal) broken = fixture_open(fixture);
    assert_false(journal_check(broken, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    assert_true(sqlite_repair_is_marked(fixture->path));
}

static gpointer
prune_in_thread(gpointer data)
{
    (void)prune(data, 400, 30);
    return NULL;
}

/* With PostgreSQL, the deletion has found the row before, and waits for the other host. */
static void
what_another_host_is_just_writing_stays(void **state)
{
    g_autoptr(Journal) writer = fixture_open(*state);
    g_autoptr(Journal) pruner = fixture_open(*state);
    const JournalParticipant person = {.ticket_number = "INC1", .address = "old@example.org"};
    g_autofree char *now = g_strdup_printf("UPDATE participant SET seen_s = %" G_GINT64_FORMAT
                                           " WHERE address = 'old@example.org'",
                                           NOW_S);
    guint changes = 0;

    assert_true(journal_participant_add(writer, &person, NULL));
    fixture_run_sql(*state, "UPDATE participant SET seen_s = 1");
    assert_true(journal_begin(writer, FALSE, NULL));
    assert_true(store_run(store_prepare(writer->store, now, NULL), &changes, NULL));
    GThread *thread = g_thread_new("prune", prune_in_thread, pruner);
    g_usleep(G_USEC_PER_SEC / 2);
    assert_true(journal_commit(writer, NULL));
    g_thread_join(thread);
    g_autoptr(GPtrArray) left = fixture_column(*state, "SELECT address FROM participant");
    assert_int_equal(left->len, 1);
    assert_string_equal(g_ptr_array_index(left, 0), "old@example.org");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(what_is_old_goes),
        fixture_test(mails_are_known_for_a_week),
        fixture_test(the_newer_ticket_of_an_id_stays),
        fixture_test(many_rows_go_in_slices),
        fixture_test(a_wrong_clock_deletes_nothing),
        fixture_test(an_empty_journal_is_pruned),
        fixture_test(a_check_finds_damage),
        fixture_test(what_another_host_is_just_writing_stays),
    };
    return cmocka_run_group_tests_name("journal_prune", tests, NULL, NULL);
}
