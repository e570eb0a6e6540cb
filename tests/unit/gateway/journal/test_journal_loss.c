/* test_journal_loss.c - after a journal was lost, mails that are new to the next one are in doubt.
 */
#include "tests/unit/journal_fixture.h"
#include "tests/unit/syslog_fixture.h"

#include "gateway/journal/journal_loss.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/store/shared_mark.h"

static gboolean
is_in_doubt(Journal *journal, const char *key)
{
    g_autofree char *own_key = g_strdup(key);
    JournalMail wanted = {.key = own_key};
    g_autoptr(JournalMail) mail =
        journal_mail_claim(journal, &wanted, 60, g_get_monotonic_time(), NULL);

    assert_non_null(mail);
    assert_true(mail->is_new);
    return mail->is_in_doubt;
}

static void
a_first_journal_leaves_no_doubt(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(Journal) journal = fixture_open(fixture);

    assert_false(journal_was_lost(journal));
    assert_false(is_in_doubt(journal, "k1"));
}

static void
a_damaged_journal_leaves_doubt(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    g_autofree char *noise = g_strnfill(5000, 'x');

    assert_true(g_file_set_contents(fixture->path, noise, -1, NULL));
    Journal *journal = fixture_open(fixture);
    assert_true(journal_was_lost(journal));
    assert_true(is_in_doubt(journal, "k1"));
    journal_close(journal);

    g_autoptr(Journal) later = fixture_open(fixture);
    assert_false(journal_was_lost(later));
    assert_true(is_in_doubt(later, "k2"));
}

static void
a_vanished_journal_leaves_doubt(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    g_autofree char *wal = g_strconcat(fixture->path, "-wal", NULL);
    g_autofree char *shm = g_strconcat(fixture->path, "-shm", NULL);

    journal_close(fixture_open(fixture));
    g_unlink(fixture->path);
    g_unlink(wal);
    g_unlink(shm);
    g_autoptr(Journal) journal = fixture_open(fixture);
    assert_true(journal_was_lost(journal));
    assert_null(journal_was_replaced(journal));
    assert_true(is_in_doubt(journal, "k1"));
}

/* A host that used a database takes no empty one for it, nor a new file, until somebody says so. */
static void
a_journal_made_anew_on_purpose_leaves_doubt(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *path = g_build_filename(fixture->directory, "local.db", NULL);
    gboolean is_shared = postgres_fixture_is_used();
    const Config config = {.journal_path = path, .journal_url = is_shared ? fixture->path : NULL};
    g_autoptr(GError) error = NULL;

    assert_true(shared_mark_make(path, NULL));
    assert_true(journal_is_there(&config));
    assert_null(journal_open_configured(&config, &error));
    assert_error(error, DELIVERY_ERROR_CONFIGURATION);
    assert_non_null(strstr(error->message, "ticketgate prune --restored"));

    for (guint i = 0; i < 2; i++) { /* the second time it is there */
        g_autoptr(Journal) journal = journal_open_anew(&config, NULL);
        assert_int_equal(journal_was_lost(journal), i == 0);
        assert_true(is_in_doubt(journal, i == 0 ? "k1" : "k2"));
    }
    g_autoptr(Journal) later = journal_open_configured(&config, NULL);
    assert_false(journal_was_lost(later));
    assert_true(is_in_doubt(later, "k3"));
    assert_int_equal(shared_mark_is_there(path), is_shared);
}

static void
the_doubt_ends(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(Journal) journal = fixture_open(fixture);
    gboolean is_doubt = FALSE;

    assert_true(journal_loss_record(journal, NULL));
    assert_true(journal_loss_leaves_doubt(journal, &is_doubt, NULL));
    assert_true(is_doubt);
    fixture_run_sql(fixture, "UPDATE loss SET doubt_until_s = 1");
    assert_true(journal_loss_leaves_doubt(journal, &is_doubt, NULL));
    assert_false(is_doubt);
}

/* A process that opens the new journal later learns the path of the old one. */
static void
where_the_damaged_file_went_is_remembered(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    g_autofree char *noise = g_strnfill(5000, 'x');
    g_autofree char *moved_to = NULL;
    g_autofree char *later_moved_to = NULL;
    gint64 until_s = 0;

    assert_true(g_file_set_contents(fixture->path, noise, -1, NULL));
    Journal *journal = fixture_open(fixture);
    g_autofree char *replaced = g_strdup(journal_was_replaced(journal));
    journal_close(journal);
    g_autoptr(Journal) later = fixture_open(fixture);
    assert_null(journal_was_replaced(later));
    assert_true(journal_loss_find(later, &until_s, &moved_to, NULL));
    assert_string_equal(moved_to, replaced);
    assert_true(until_s > g_get_real_time() / G_USEC_PER_SEC);
    fixture_run_sql(fixture, "UPDATE loss SET doubt_until_s = 1");
    assert_true(journal_loss_find(later, &until_s, &later_moved_to, NULL));
    assert_int_equal(until_s, 0);
    assert_null(later_moved_to);
}

static void
remove_journal(const Fixture *fixture)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};

    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(fixture->path, suffixes[i], NULL);
        g_unlink(path);
    }
}

/* Every opener gets this without doing anything: filter, resident gateway, commands. */
static void
to_open_a_journal_tells_the_operator_what_was_lost(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    g_autofree char *noise = g_strnfill(5000, 'x');

    line_count = 0;
    journal_close(fixture_open(fixture));
    journal_close(fixture_open(fixture));
    assert_int_equal(line_count, 0);

    remove_journal(fixture);
    assert_true(g_file_set_contents(fixture->path, noise, -1, NULL));
    journal_close(fixture_open(fixture));
    assert_int_equal(line_count, 1);
    assert_int_equal(last_priority, LOG_MAIL | LOG_ERR);
    assert_non_null(strstr(last_line, "the journal was damaged: it was moved to /"));
    journal_close(fixture_open(fixture));
    assert_int_equal(line_count, 2);
    assert_int_equal(last_priority, LOG_MAIL | LOG_WARNING);
    assert_non_null(strstr(last_line, "since an earlier one was damaged and moved to /"));

    remove_journal(fixture);
    journal_close(fixture_open(fixture));
    assert_int_equal(line_count, 3);
    assert_int_equal(last_priority, LOG_MAIL | LOG_ERR);
    assert_non_null(strstr(last_line, "the journal was gone"));
    journal_close(fixture_open(fixture));
    assert_int_equal(line_count, 4);
    assert_non_null(strstr(last_line, "is new or was restored; until "));

    fixture_run_sql(fixture, "UPDATE loss SET doubt_until_s = 1");
    journal_close(fixture_open(fixture));
    assert_int_equal(line_count, 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(a_first_journal_leaves_no_doubt),
        fixture_test(a_damaged_journal_leaves_doubt),
        fixture_test(a_vanished_journal_leaves_doubt),
        fixture_test(a_journal_made_anew_on_purpose_leaves_doubt),
        fixture_test(the_doubt_ends),
        fixture_test(where_the_damaged_file_went_is_remembered),
        fixture_test(to_open_a_journal_tells_the_operator_what_was_lost),
    };
    return cmocka_run_group_tests_name("journal_loss", tests, NULL, NULL);
}
