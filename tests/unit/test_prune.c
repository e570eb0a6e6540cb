/* `ticketgate prune`: counts what it forgot, and says why it cannot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "command_fixture.h"
#include "gateway/commands/command.h"
#include "gateway/journal/journal.h"

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

static void
run_sql(const DeliveryFixture *fixture, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(fixture->config->journal_path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* A mail, a thread, a participant, a reply that was sent and one that never was, `days` old. */
static void
add_rows(const DeliveryFixture *fixture, const char *name, gint64 days)
{
    journal_close(journal_open(fixture->config->journal_path, NULL));
    gint64 when_s = g_get_real_time() / G_USEC_PER_SEC - days * DAY_S;
    g_autofree char *when = g_strdup_printf("%" G_GINT64_FORMAT, when_s);
    g_autoptr(GString) sql = g_string_new(
        "INSERT INTO mail (key, step, files_done, lease_until_s, added_s)"
        " VALUES ('@name', 4, 0, 0, @when);"
        "INSERT INTO thread VALUES ('@name', 'INC1', @when);"
        "INSERT INTO participant (ticket_number, address, seen_s) VALUES ('INC1', '@name', @when);"
        "INSERT INTO outbox (key, recipient, tries, due_s, lease_until_s, added_s)"
        " VALUES ('@name', 'r', 0, 0, 0, @when);"
        "INSERT INTO outbox (key, recipient, message, tries, due_s, lease_until_s, added_s)"
        " VALUES ('@name.unsent', 'r', x'41', 0, 0, 0, @when)");
    g_string_replace(sql, "@name", name, 0);
    g_string_replace(sql, "@when", when, 0);
    run_sql(fixture, sql->str);
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

/* All pages but the first, which SQLite needs to open it at all. */
static void
damage(const DeliveryFixture *fixture)
{
    g_autofree char *data = NULL;
    gsize size = 0;
    run_sql(fixture, "PRAGMA journal_mode=DELETE");
    assert_true(g_file_get_contents(fixture->config->journal_path, &data, &size, NULL));
    memset(data + 4096, 0x5a, size - 4096);
    assert_true(g_file_set_contents(fixture->config->journal_path, data, (gssize)size, NULL));
}

static void
a_damaged_journal_is_moved_aside_and_said_so(void **state)
{
    const DeliveryFixture *fixture = *state;
    add_rows(fixture, "young", 1);
    damage(fixture);
    g_autoptr(CommandResult) result = prune(fixture);
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "");
    const char *start = strstr(result->errors, "the damaged journal was moved to ");
    assert_non_null(start);
    g_auto(GStrv) words = g_strsplit(start, " ", 8);
    assert_true(g_file_test(words[6], G_FILE_TEST_IS_REGULAR));
    assert_string_not_equal(words[6], fixture->config->journal_path);
    assert_non_null(strstr(result->errors, "ticketgate command: journal"));

    g_autoptr(CommandResult) next = prune(fixture);
    assert_int_equal(next->status, 0);
    assert_string_equal(next->output,
                        "Forgotten: 0 mails, 0 threads, 0 participants, 0 replies.\n");
}

static void
takes_no_words(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(command_prune, *state, "all", "");
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "takes options only"));
}

static void
another_programs_file_is_left_alone(void **state)
{
    const DeliveryFixture *fixture = *state;
    assert_int_equal(g_mkdir(fixture->config->journal_path, 0700), 0);
    g_autoptr(CommandResult) result = prune(fixture);
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "ticketgate command: journal"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(an_empty_journal_has_nothing_to_forget),
        cmocka_unit_test(the_configuration_says_what_is_old),
        delivery_fixture_test(a_clock_that_runs_ahead_is_said),
        delivery_fixture_test(a_damaged_journal_is_moved_aside_and_said_so),
        delivery_fixture_test(takes_no_words),
        delivery_fixture_test(another_programs_file_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
