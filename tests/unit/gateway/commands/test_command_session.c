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
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, NULL,
                              (const char *const[2]){"WORD...", "Says the words."}))
        return 1;
    for (guint i = 0; session.arguments != NULL && session.arguments[i] != NULL; i++)
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(gives_words_configuration_and_clean_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
