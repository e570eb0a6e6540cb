/* `ticketgate check-config`: every mistake at once, and none where there is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>
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

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_check_config, 1);
}

static void
a_good_file_is_good(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(command_check_config, *state, "", "");
    assert_int_equal(result->status, 0);
    assert_string_not_equal(result->output, "");
}

static void
names_every_mistake(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(fixture->config_path, &text, NULL, NULL));
    g_autofree char *wrong =
        g_strconcat(text, "[limits]\ndeadlin = 5m\nmax_message_size = much\n", NULL);
    assert_true(g_file_set_contents(fixture->config_path, wrong, -1, NULL));
    g_autoptr(CommandResult) result = command_fixture_run(command_check_config, fixture, "", "");
    assert_int_equal(result->status, 1);
    g_autofree char *all = g_strconcat(result->output, result->errors, NULL);
    assert_non_null(strstr(all, "deadlin"));
    assert_non_null(strstr(all, "max_message_size"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_what_it_does_not_know, setup, teardown),
        cmocka_unit_test_setup_teardown(a_good_file_is_good, setup, teardown),
        cmocka_unit_test_setup_teardown(names_every_mistake, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
