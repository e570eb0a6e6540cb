/* `ticketgate migrate`: what it needs; tests/e2e/test_migrate.py moves a journal. */
#include "tests/unit/journal_fixture.h"

#include "gateway/commands/command.h"
#include "tests/unit/command_fixture.h"

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_migrate, 1);
}

static void
a_time_to_wait_is_not_negative(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(command_migrate, *state, "--wait=-1", "");
    assert_int_equal(result->status, 64);
    assert_non_null(strstr(result->errors, "--wait has to be 0 or more"));
}

static void
needs_the_name_of_the_database(void **state)
{
    static const char *const lines[] = {"", "--back", "--cancel", "--cancel --back"};

    fixture_only_sqlite();
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result =
            command_fixture_run(command_migrate, *state, lines[i], "");
        assert_int_equal(result->status, 1);
        assert_string_equal(result->output, "");
        assert_string_equal(result->errors, "ticketgate command: [journal] url is not set; it names"
                                            " the database\n");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_it_does_not_know),
        delivery_fixture_test(a_time_to_wait_is_not_negative),
        delivery_fixture_test(needs_the_name_of_the_database),
    };
    return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
