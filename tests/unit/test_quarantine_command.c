/* `ticketgate quarantine`: lists, shows and drops what was kept aside. */
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
    command_fixture_refuses(command_quarantine, 1);
}

static void
an_empty_quarantine_is_no_failure(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(command_quarantine, *state, "list", "");
    assert_int_equal(result->status, 0);
    assert_string_equal(result->errors, "");
}

static void
a_verb_needs_a_name_that_is_there(void **state)
{
    static const char *const lines[] = {"show",        "retry",        "drop",        "burn x",
                                        "show nobody", "retry nobody", "drop ../../x"};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result =
            command_fixture_run(command_quarantine, *state, lines[i], "");
        if (result->status != 1 || *result->errors == '\0')
            fail_msg("%s: status %d, \"%s\"", lines[i], result->status, result->errors);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_what_it_does_not_know, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_quarantine_is_no_failure, setup, teardown),
        cmocka_unit_test_setup_teardown(a_verb_needs_a_name_that_is_there, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
