/* `ticketgate prune`: counts what it forgot, and says why it cannot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>

#include "command_fixture.h"
#include "gateway/commands/command.h"
#include "gateway/journal/journal_thread.h"

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

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_prune, 1);
}

static void
an_empty_journal_has_nothing_to_forget(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(command_prune, *state, "", "");
    assert_int_equal(result->status, 0);
    assert_string_equal(result->output,
                        "Forgotten: 0 mails, 0 threads, 0 participants, 0 replies.\n");
    assert_string_equal(result->errors, "");
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
    g_autoptr(CommandResult) result = command_fixture_run(command_prune, fixture, "", "");
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "ticketgate command: journal"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_what_it_does_not_know, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_journal_has_nothing_to_forget, setup, teardown),
        cmocka_unit_test_setup_teardown(takes_no_words, setup, teardown),
        cmocka_unit_test_setup_teardown(another_programs_file_is_left_alone, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
