/* `ticketgate ping`: token, then list, and which of them failed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/journal/journal_backoff.h"
#include "tests/unit/api_fixture.h"
#include "tests/unit/command_fixture.h"

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_ping, 1);
}

/* Tests of the mail server are in test_ping_submission.c. */
static int
set_up_without_replies(void **state)
{
    int status = api_fixture_setup(state);
    const ApiFixture *fixture = *state;
    delivery_fixture_edit(fixture->delivery, "[mail]\n", "[mail]\nreply = no\n");
    return status;
}

static CommandResult *
ping(const ApiFixture *fixture)
{
    return command_fixture_run(command_ping, fixture->delivery, "", "");
}

/* One line of the report: what was tested, with which result, and where. */
static void
assert_line(const CommandResult *result, const char *start, const char *where)
{
    g_autofree char *line = g_strconcat(start, where, NULL);
    if (strstr(result->output, line) == NULL)
        fail_msg("no \"%s\" in \"%s\"", line, result->output);
}

static void
says_what_works(void **state)
{
    const ApiFixture *fixture = *state;
    const Config *config = fixture->delivery->config;
    api_fixture_add_token(fixture);
    api_fixture_add(fixture, "{\"result\": [{\"ticket_number\": \"INC1\"}]}");
    g_autoptr(CommandResult) result = ping(fixture);
    assert_int_equal(result->status, 0);
    assert_string_equal(result->errors, "");
    assert_line(result, "configuration  ok      ", config->path);
    assert_line(result, "\ntoken          ok      ", config->token_url);
    assert_line(result, "\nlist           ok      ", config->base_url);
    assert_non_null(strstr(result->output, " ms, 1 active tickets)\n"));
    assert_null(strstr(result->output, "t0ken"));
}

static void
says_that_the_list_failed(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "403 Forbidden", "{}");
    g_autoptr(CommandResult) result = ping(fixture);
    assert_int_equal(result->status, 1);
    assert_line(result, "\ntoken          ok      ", "");
    assert_line(result, "\nlist           failed  ", fixture->delivery->config->base_url);
    assert_non_null(strstr(result->errors, "ticketgate ping: "));
    assert_non_null(strstr(result->errors, "403"));
}

static void
a_token_that_is_refused_ends_it(void **state)
{
    const ApiFixture *fixture = *state;
    http_server_add_json(fixture->server, "401 Unauthorized", "{}");
    g_autoptr(CommandResult) result = ping(fixture);
    assert_int_equal(result->status, 1);
    assert_line(result, "\ntoken          failed  ", fixture->delivery->config->token_url);
    assert_null(strstr(result->output, "list"));
    assert_int_equal(http_server_count(fixture->server), 1);
    assert_non_null(strstr(result->errors, "401"));
    assert_null(strstr(result->errors, "unit-test-secret"));
}

/* A token in the cache says nothing about the token server now. */
static void
a_token_is_fetched_every_time(void **state)
{
    const ApiFixture *fixture = *state;
    for (guint i = 1; i <= 2; i++) {
        api_fixture_add_token(fixture);
        api_fixture_add(fixture, "{\"result\": []}");
        g_autoptr(CommandResult) result = ping(fixture);
        assert_int_equal(result->status, 0);
        assert_int_equal(http_server_count(fixture->server), 2 * i);
    }
}

/* While deliveries are paused, ping says so; its own result ends the pause. */
static void
a_pause_is_said_and_lifted(void **state)
{
    const ApiFixture *fixture = *state;
    const JournalBackoffFailure failure = {
        .mail_key = "k", .retry_after_s = 300, .first_s = 10, .max_s = 300};
    g_autoptr(Journal) journal = journal_open_configured(fixture->delivery->config, NULL);
    gint64 wait_s, until_s;
    assert_true(journal_backoff_failed(journal, &failure, &wait_s, NULL));

    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "503 Service Unavailable", "{}");
    g_autoptr(CommandResult) failed = ping(fixture);
    assert_int_equal(failed->status, 1);
    assert_line(failed, "\npause          on      requests are paused until ", "");
    assert_true(journal_backoff_until(journal, &until_s, NULL));
    assert_int_not_equal(until_s, 0);

    api_fixture_add_token(fixture);
    api_fixture_add(fixture, "{\"result\": []}");
    g_autoptr(CommandResult) done = ping(fixture);
    assert_int_equal(done->status, 0);
    assert_line(done, "\npause          on      requests are paused until ", "");
    assert_line(done, "\npause          lifted  ", "requests are sent again");
    assert_true(journal_backoff_until(journal, &until_s, NULL));
    assert_int_equal(until_s, 0);
}

int
main(void)
{
#define ping_test(name)                                                                            \
    cmocka_unit_test_setup_teardown(name, set_up_without_replies, api_fixture_teardown)
    const struct CMUnitTest tests[] = {
        ping_test(refuses_what_it_does_not_know), ping_test(says_what_works),
        ping_test(says_that_the_list_failed),     ping_test(a_token_that_is_refused_ends_it),
        ping_test(a_token_is_fetched_every_time), ping_test(a_pause_is_said_and_lifted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
