/* What the commands for people share: options, configuration, errors in plain words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/delivery_error.h"
#include "tests/unit/command_fixture.h"

/* Prints its arguments, for the tests below. */
static int
echo(int argc, char **argv)
{
    const CommandUsage usage = {
        .summary = "Says the words.", .arguments = "WORD...", .most = COMMAND_LINE_MANY};
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    for (guint i = 0; session.arguments[i] != NULL; i++)
        printf("%s;", session.arguments[i]);
    printf("%s", session.config->service);
    g_autoptr(GError) problem = g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN,
                                                    "no connection\033[31m to the API");
    return command_session_fail(&session, problem) + 1;
}

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(echo, 1);
}

static void
gives_words_configuration_and_clean_errors(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(echo, *state, "one two", "");
    assert_int_equal(result->status, 2);
    assert_string_equal(result->output, "one;two;Office");
    assert_non_null(strstr(result->errors, "ticketgate command: no connection"));
    assert_null(strchr(result->errors, '\033'));
}

/* Says which numbers are meant. */
static int
echo_numbers(int argc, char **argv)
{
    const CommandUsage usage = {.arguments = "NUMBER...", .least = 1, .most = COMMAND_LINE_MANY};
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage) ||
        !command_session_complete_numbers(&session))
        return session.exit_status;
    g_autofree char *numbers = g_strjoinv(" ", session.arguments);
    printf("%s", numbers);
    command_session_renew_deadline(&session);
    g_autoptr(GError) problem =
        g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN, "away\033");
    return command_session_fail_for(&session, session.arguments[0], problem);
}

static void
short_numbers_are_completed_and_each_has_its_error(void **state)
{
    g_autoptr(CommandResult) result =
        command_fixture_run(echo_numbers, *state, "12 INC0000013 inc14", "");
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "INC0000012 INC0000013 INC14");
    assert_string_equal(result->errors, "ticketgate command: INC0000012: away?\n");
    command_fixture_refuses_numbers(echo_numbers, *state);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(short_numbers_are_completed_and_each_has_its_error),
        delivery_fixture_test(gives_words_configuration_and_clean_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
