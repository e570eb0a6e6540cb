/* `ticketgate lmtpd`: does not start where it cannot, and says why. */
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

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_lmtpd, 1);
}

static void
an_address_that_is_not_ours_is_no_place_to_listen(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(fixture->config_path, &text, NULL, NULL));
    g_autofree char *open = g_strconcat(text, "[lmtp]\nlisten = 0.0.0.0:2424\n", NULL);
    assert_true(g_file_set_contents(fixture->config_path, open, -1, NULL));
    g_autoptr(CommandResult) result = command_fixture_run(command_lmtpd, fixture, "", "");
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "ticketgate lmtpd: "));
    assert_non_null(strstr(result->errors, "listen"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_what_it_does_not_know, setup, teardown),
        cmocka_unit_test_setup_teardown(an_address_that_is_not_ours_is_no_place_to_listen, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
