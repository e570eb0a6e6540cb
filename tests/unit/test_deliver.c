/* `ticketgate deliver`: statuses and the one line for the mail server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "command_fixture.h"
#include "gateway/commands/command.h"

static int
setup(void **state)
{
    *state = delivery_fixture_new("http://127.0.0.1:1");
    return 0;
}

static int
teardown(void **state)
{
    delivery_fixture_free(*state);
    return 0;
}

#define MAIL                                                                                       \
    "From: a@customer.example\nSubject: Printer\nMessage-ID: <a@customer.example>\n\nHello\n"

/* Whatever is wrong with the command line or the configuration, the mail waits. */
static void
wrong_options_let_the_mail_wait(void **state)
{
    (void)state;
    command_fixture_refuses(command_deliver, 75);
}

static void
no_api_is_one_line_and_75(void **state)
{
    g_autoptr(CommandResult) result =
        command_fixture_run(command_deliver, *state, "--recipient support@desk.example", MAIL);
    assert_int_equal(result->status, 75);
    assert_string_equal(result->output, "");
    assert_memory_equal(result->errors, "4.", 2);
    assert_ptr_equal(strchr(result->errors, '\n'), result->errors + strlen(result->errors) - 1);
    assert_null(strstr(result->errors, "127.0.0.1"));
}

static void
a_dry_run_prints_one_object(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(
        command_deliver, *state, "--dry-run --sender <a@customer.example>", MAIL);
    assert_int_equal(result->status, 0);
    assert_memory_equal(result->output, "{\"class\": \"human\"", 17);
    assert_non_null(strstr(result->output, "\"decision\": \"create\""));
    assert_string_equal(result->errors, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(wrong_options_let_the_mail_wait, setup, teardown),
        cmocka_unit_test_setup_teardown(no_api_is_one_line_and_75, setup, teardown),
        cmocka_unit_test_setup_teardown(a_dry_run_prints_one_object, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
