/* `ticketgate lmtpd`: if it cannot start, it says why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/commands/command.h"
#include "tests/unit/command_fixture.h"

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
    delivery_fixture_edit(fixture, "[spool]", "[lmtp]\nlisten = 0.0.0.0:2424\n[spool]");
    g_autoptr(CommandResult) result = command_fixture_run(command_lmtpd, fixture, "", "");
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "ticketgate lmtpd: "));
    assert_non_null(strstr(result->errors, "listen"));
    assert_ptr_equal(strchr(result->errors, '\n'), result->errors + strlen(result->errors) - 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(an_address_that_is_not_ours_is_no_place_to_listen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
