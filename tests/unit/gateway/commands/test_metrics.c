/* `ticketgate metrics` prints what is served. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/commands/command.h"
#include "tests/unit/command_fixture.h"
#include "tests/unit/postgres_fixture.h"

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_metrics, 1);
}

static void
the_metrics_are_printed(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(command_metrics, *state, "", "");
    assert_int_equal(result->status, 0);
    assert_true(g_str_has_prefix(result->output, "# HELP ticketgate_build_info "));
    assert_non_null(strstr(result->output, "\nticketgate_outbox_mails 0\n"));
}

static void
a_journal_that_cannot_be_read_is_a_failure(void **state)
{
    fixture_only_sqlite();
    delivery_fixture_edit(*state, "/journal.db", "/nowhere/journal.db");
    g_autoptr(CommandResult) result = command_fixture_run(command_metrics, *state, "", "");
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(the_metrics_are_printed),
        delivery_fixture_test(a_journal_that_cannot_be_read_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
