/* test_journal_move.c - both ends of a move are in the configuration. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_move.h"

static gboolean
go_on(gpointer data, guint64 done, guint64 total, const char *waits_for)
{
    (void)data;
    (void)waits_for;
    return done <= total;
}

static void
what_is_missing_is_told(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    char url[] = "postgresql://nobody@/nowhere?host=/nowhere";
    Config config = {.journal_path = fixture->path};
    const JournalMoveOptions options = {.config = &config, .on_progress = go_on};
    g_autoptr(GError) without_url = NULL;
    g_autoptr(GError) without_file = NULL;
    g_autoptr(GError) cancelled = NULL;

    assert_null(journal_move(&options, &without_url));
    assert_error(without_url, DELIVERY_ERROR_USAGE);
    assert_non_null(strstr(without_url->message, "[journal] url is not set"));
    config.journal_url = url;
    assert_null(journal_move(&options, &without_file));
    assert_error(without_file, DELIVERY_ERROR_USAGE);
    assert_non_null(strstr(without_file->message, "there is no journal at"));
    assert_false(g_file_test(fixture->path, G_FILE_TEST_EXISTS));
    journal_close(fixture_open(fixture));
    assert_false(journal_move_cancel(&config, FALSE, &cancelled));
    assert_error(cancelled, DELIVERY_ERROR_USAGE);
}

static void
a_database_that_cannot_be_reached_leaves_the_journal_in_use(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    char url[] = "postgresql://nobody@/nowhere?host=/nowhere";
    Config config = {.journal_path = fixture->path, .journal_url = url};
    const JournalMoveOptions options = {.config = &config, .on_progress = go_on};
    g_autoptr(GError) error = NULL;

    journal_close(fixture_open(fixture));
    assert_null(journal_move(&options, &error));
    assert_non_null(error);
    journal_close(fixture_open(fixture));
}

static void
a_host_does_not_use_the_database_before_its_file_moved(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    char url[] = "postgresql://nobody@/nowhere?host=/nowhere";
    const Config config = {.journal_path = fixture->path, .journal_url = url};
    g_autoptr(GError) before = NULL;
    g_autoptr(GError) without = NULL;

    journal_close(fixture_open(fixture));
    assert_null(journal_open_configured(&config, &before));
    assert_error(before, DELIVERY_ERROR_CONFIGURATION);
    assert_non_null(strstr(before->message, "run ticketgate migrate"));
    assert_int_equal(g_unlink(fixture->path), 0);
    assert_null(journal_open_configured(&config, &without));
    assert_null(strstr(without->message, "run ticketgate migrate"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(what_is_missing_is_told),
        fixture_test(a_database_that_cannot_be_reached_leaves_the_journal_in_use),
        fixture_test(a_host_does_not_use_the_database_before_its_file_moved),
    };
    return cmocka_run_group_tests_name("journal_move", tests, NULL, NULL);
}
