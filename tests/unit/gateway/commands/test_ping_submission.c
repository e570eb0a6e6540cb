/* What `ticketgate ping` prints about the mail server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/commands/ping_submission.h"
#include "tests/unit/command_fixture.h"
#include "tests/unit/smtp_server.h"

static const DeliveryFixture *of_test;

static int
run_ping(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return ping_submission(of_test->config, &(PingReport){0}) ? 0 : 1;
}

static CommandResult *
ping(const DeliveryFixture *fixture, const char *submission)
{
    of_test = fixture;
    g_free(fixture->config->submission);
    fixture->config->submission = g_strdup(submission);
    return command_fixture_run(run_ping, NULL, "", "");
}

static void
a_server_that_answers_gets_no_mail(void **state)
{
    SmtpServer server = {0};
    smtp_server_start(&server);
    g_autoptr(CommandResult) result = ping(*state, server.url);
    smtp_server_stop(&server);
    assert_int_equal(result->status, 0);
    assert_string_equal(result->errors, "");
    g_autofree char *line = g_strconcat("mail server    ok      ", server.url, " (", NULL);
    assert_true(g_str_has_prefix(result->output, line));
    assert_int_equal(server.messages, 0);
}

static void
one_that_does_not_answer_is_named(void **state)
{
    g_autoptr(CommandResult) result = ping(*state, "smtp://127.0.0.1:1");
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "mail server    failed  smtp://127.0.0.1:1\n");
    assert_non_null(strstr(result->errors, "not handed over to smtp://127.0.0.1:1: "));
}

static void
without_replies_nobody_is_asked(void **state)
{
    const DeliveryFixture *fixture = *state;
    fixture->config->is_reply_on = FALSE;
    g_autoptr(CommandResult) result = ping(fixture, "smtp://127.0.0.1:1");
    assert_int_equal(result->status, 0);
    assert_string_equal(result->output, "");
}

int
main(void)
{
#define fixture_test(name)                                                                         \
    cmocka_unit_test_setup_teardown(name, delivery_fixture_setup, delivery_fixture_teardown)
    const struct CMUnitTest tests[] = {
        fixture_test(a_server_that_answers_gets_no_mail),
        fixture_test(one_that_does_not_answer_is_named),
        fixture_test(without_replies_nobody_is_asked),
    };
    return cmocka_run_group_tests_name("ping_submission", tests, NULL, NULL);
}
