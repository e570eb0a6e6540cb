/* `ticketgate news`: options only, and what goes wrong is said. */
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
    command_fixture_refuses(command_news, 1);
}

static void
an_api_that_is_not_there_is_said(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(command_news, *state, "", "");
    assert_int_not_equal(result->status, 0);
    assert_non_null(strstr(result->errors, "ticketgate command: "));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(an_api_that_is_not_there_is_said),
    };
    return cmocka_run_group_tests_name("news", tests, NULL, NULL);
}
