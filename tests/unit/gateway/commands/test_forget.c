/* `ticketgate forget`: what it asks, tells, and refuses. tests/e2e/test_forget.py has the rest. */
#include "tests/unit/journal_fixture.h"

#include <json-glib/json-glib.h>

#include "gateway/commands/command.h"
#include "gateway/journal/journal_trace.h"
#include "tests/unit/command_fixture.h"

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_forget, 1);
}

static void
one_address_has_to_be_given_and_said_what_to_do(void **state)
{
    static const char *const lines[] = {"",
                                        "--yes",
                                        "--yes jane",
                                        "--yes jane@a.example joe@b.example",
                                        "-y -n jane@a.example",
                                        "jane@a.example",
                                        "--json jane@a.example"};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result = command_fixture_run(command_forget, *state, lines[i], "");
        assert_int_equal(result->status, 64);
        assert_string_equal(result->output, "");
    }
}

static void
add_trace(const DeliveryFixture *fixture)
{
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    const JournalTraceEvent event = {
        .mail_key = "k1", .sender = "jane@a.example", .outcome = "create"};
    assert_true(journal_trace_note(journal, &event, NULL));
}

static void
a_dry_run_erases_nothing(void **state)
{
    add_trace(*state);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(CommandResult) result =
            command_fixture_run(command_forget, *state, "--dry-run jane@a.example", "");
        assert_int_equal(result->status, 0);
        assert_non_null(strstr(result->output, "To be erased of jane@a.example:\n"
                                               "       1  results of their mails (trace)\n"));
    }
}

static void
programs_are_told_what_was_erased(void **state)
{
    add_trace(*state);
    g_autoptr(CommandResult) result =
        command_fixture_run(command_forget, *state, "--yes --json '<Jane@a.example>'", "");
    assert_int_equal(result->status, 0);
    g_autoptr(JsonNode) root = json_from_string(result->output, NULL);
    JsonObject *report = json_node_get_object(root);
    assert_true(json_object_get_boolean_member(report, "is_complete"));
    JsonObject *erased = json_object_get_object_member(report, "erased");
    assert_int_equal(json_object_get_int_member(erased, "traces"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(one_address_has_to_be_given_and_said_what_to_do),
        delivery_fixture_test(a_dry_run_erases_nothing),
        delivery_fixture_test(programs_are_told_what_was_erased),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
