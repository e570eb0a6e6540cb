/* `ticketgate prune`: counts what it deleted, or says why it cannot. */
#include "tests/unit/journal_fixture.h"

#include "gateway/commands/command.h"
#include "gateway/quarantine/quarantine.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "tests/unit/command_fixture.h"

#define DAY_S ((gint64)24 * 60 * 60)

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_prune, 1);
}

static CommandResult *
prune(const DeliveryFixture *fixture)
{
    return command_fixture_run(command_prune, fixture, "", "");
}

/* The journal of the configuration, for journal_fixture.h; made if it is missing. */
static Fixture
open_journal(const DeliveryFixture *fixture)
{
    journal_close(journal_open_configured(fixture->config, NULL));
    return (Fixture){.directory = fixture->directory, .path = fixture->journal};
}

/* One row of each kind, `days` old. */
static void
add_rows(const DeliveryFixture *fixture, const char *name, gint64 days)
{
    const Fixture journal = open_journal(fixture);
    fixture_add_rows(&journal, name, g_get_real_time() / G_USEC_PER_SEC - days * DAY_S);
}

static void
an_empty_journal_has_nothing_to_forget(void **state)
{
    g_autoptr(CommandResult) result = prune(*state);
    assert_int_equal(result->status, 0);
    assert_string_equal(result->output,
                        "Forgotten: 0 mails, 0 threads, 0 participants, 0 replies.\n");
    assert_string_equal(result->errors, "");
}

/* The defaults are 400 and 30 days. */
static void
the_configuration_says_what_is_old(void **state)
{
    static const struct {
        const char *options, *output;
        gboolean has_unsent;
    } rows[] = {
        {"", "Forgotten: 1 mails, 1 threads, 1 participants, 3 replies.\n", TRUE},
        {"keep_threads = 50d\n", "Forgotten: 2 mails, 2 threads, 2 participants, 3 replies.\n",
         TRUE},
        {"keep_threads = 500d\nkeep_replies = 450d\n",
         "Forgotten: 0 mails, 0 threads, 0 participants, 0 replies.\n", FALSE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        void *scene = NULL;
        delivery_fixture_setup(&scene);
        const DeliveryFixture *fixture = scene;
        g_autofree char *options = g_strconcat(rows[i].options, "[mail]", NULL);
        delivery_fixture_edit(fixture, "[mail]", options);
        add_rows(fixture, "ancient", 401);
        add_rows(fixture, "old", 51);
        add_rows(fixture, "middle", 31);
        add_rows(fixture, "young", 1);
        g_autoptr(CommandResult) result = prune(fixture);
        assert_int_equal(result->status, 0);
        assert_string_equal(result->output, rows[i].output);
        assert_int_equal(strstr(result->errors, "3 replies could never be handed") != NULL,
                         rows[i].has_unsent);
        delivery_fixture_teardown(&scene);
    }
}

static void
a_clock_that_runs_ahead_is_said(void **state)
{
    const DeliveryFixture *fixture = *state;
    add_rows(fixture, "ancient", 800);
    g_autoptr(CommandResult) result = prune(fixture);
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "");
    assert_non_null(strstr(result->errors, "is the clock right?"));
}

static void
a_damaged_journal_is_moved_aside_and_said_so(void **state)
{
    fixture_only_sqlite();
    const DeliveryFixture *fixture = *state;
    const Fixture journal = open_journal(fixture);
    fixture_damage(&journal);
    g_autoptr(CommandResult) result = prune(fixture);
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "");
    const char *start = strstr(result->errors, "it was moved to ");
    assert_non_null(start);
    g_auto(GStrv) words = g_strsplit(start, " ", 8);
    assert_true(g_file_test(words[4], G_FILE_TEST_IS_REGULAR));
    assert_string_not_equal(words[4], fixture->config->journal_path);
    assert_non_null(strstr(result->errors, "ticketgate command: journal"));

    g_autoptr(CommandResult) next = prune(fixture);
    assert_int_equal(next->status, 0);
    assert_string_equal(next->output,
                        "Forgotten: 0 mails, 0 threads, 0 participants, 0 replies.\n");
    assert_non_null(strstr(next->errors, "damaged and moved to "));
    assert_non_null(strstr(next->errors, words[4]));
}

static void
takes_no_words(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(command_prune, *state, "all", "");
    assert_int_equal(result->status, 64);
    assert_non_null(strstr(result->errors, "takes options only"));
}

static void
another_programs_file_is_left_alone(void **state)
{
    const DeliveryFixture *fixture = *state;
    assert_int_equal(g_mkdir(fixture->config->journal_path, 0700), 0);
    g_autoptr(CommandResult) result = prune(fixture);
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "is a directory; name a file in it"));
}

static void
ignored_mail_goes_after_its_time_and_the_rest_of_the_quarantine_stays(void **state)
{
    const DeliveryFixture *fixture = *state;
    static const char *const names[] = {"a.ignored", "b.refused"};
    int fd = delivery_fixture_message("Subject: old\n\nx\n");
    delivery_fixture_edit(fixture, "[spool]", "[quarantine]\nkeep_ignored = 1s\n[spool]");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        assert_true(quarantine_keep(fixture->config->quarantine_path, names[i], fd, "why", NULL));
    close(fd);
    open_journal(fixture);
    g_usleep(2100 * 1000);
    g_autoptr(CommandResult) result = prune(fixture);
    assert_int_equal(result->status, 0);
    assert_non_null(strstr(result->output, "Deleted from the quarantine: 1 ignored mails.\n"));
    g_autoptr(QuarantineItem) ignored =
        quarantine_shelf_find(fixture->config->quarantine_path, "a", NULL);
    assert_null(ignored);
    g_autoptr(QuarantineItem) refused =
        quarantine_shelf_find(fixture->config->quarantine_path, "b", NULL);
    assert_non_null(refused);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(an_empty_journal_has_nothing_to_forget),
        cmocka_unit_test(the_configuration_says_what_is_old),
        delivery_fixture_test(
            ignored_mail_goes_after_its_time_and_the_rest_of_the_quarantine_stays),
        delivery_fixture_test(a_clock_that_runs_ahead_is_said),
        delivery_fixture_test(a_damaged_journal_is_moved_aside_and_said_so),
        delivery_fixture_test(takes_no_words),
        delivery_fixture_test(another_programs_file_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
