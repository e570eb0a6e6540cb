/* `ticketgate status`: its report for an administrator and for a monitoring system. */
#include "tests/unit/journal_fixture.h"

#include <json-glib/json-glib.h>

#include "gateway/commands/command.h"
#include "gateway/journal/journal_tally.h"
#include "gateway/journal/journal_trace.h"
#include "tests/unit/command_fixture.h"

static void
add_mail(const DeliveryFixture *fixture, const char *key, const char *outcome)
{
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    const JournalTraceEvent event = {
        .mail_key = key, .outcome = outcome, .reason = "no connection", .took_ms = 20};
    assert_true(journal_trace_note(journal, &event, NULL));
}

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_status, 1);
}

static void
a_new_gateway_has_no_trouble(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(command_status, *state, "", "");
    g_autoptr(CommandResult) check = command_fixture_run(command_status, *state, "--check", "");
    const char *keys = postgres_fixture_is_used() ? "keys          those of all hosts\n" : "";
    g_autofree char *expected = g_strconcat(
        "requests      are sent\n"
        "API           last success never, last failure never\n"
        "token         none is kept\n"
        "submission    last success never, last failure never\n"
        "waiting       0 mails that the mail server tries again, 0 of them for more than an hour\n"
        "outbox        0 waiting, 0 of them for more than an hour\n",
        keys,
        "quarantine    0 mails; 0 ignored\n"
        "last hour     no mail\n"
        "last day      no mail\n",
        NULL);
    assert_int_equal(result->status, 0);
    assert_string_equal(result->output, expected);
    assert_int_equal(check->status, 0);
    assert_string_equal(check->output, "ok\n");
}

static void
monitoring_is_told_what_to_look_at(void **state)
{
    add_mail(*state, "k1", JOURNAL_TRACE_FAILED);
    add_mail(*state, "k2", JOURNAL_TRACE_FAILED);
    g_autoptr(CommandResult) few = command_fixture_run(command_status, *state, "--check", "");
    assert_int_equal(few->status, 0); /* they are tried again */
    add_mail(*state, "k3", JOURNAL_TRACE_FAILED);
    g_autoptr(CommandResult) check = command_fixture_run(command_status, *state, "--check", "");
    assert_int_equal(check->status, 2);
    assert_string_equal(check->output, "critical: the last 3 mails failed: no connection\n");
    add_mail(*state, "k4", "create");
    g_autoptr(CommandResult) later = command_fixture_run(command_status, *state, "--check", "");
    assert_int_equal(later->status, 0);
}

static void
a_journal_that_cannot_be_read_is_trouble_too(void **state)
{
    fixture_only_sqlite();
    delivery_fixture_edit(*state, "/journal.db", "/nowhere/journal.db");
    g_autoptr(CommandResult) result = command_fixture_run(command_status, *state, "", "");
    g_autoptr(CommandResult) check = command_fixture_run(command_status, *state, "--check", "");
    assert_int_equal(result->status, 1);
    assert_int_equal(check->status, 3);
}

static void
programs_get_counts_by_outcome(void **state)
{
    add_mail(*state, "k1", "create");
    add_mail(*state, "k2", "create");
    add_mail(*state, "k3", "ignore");
    g_autoptr(CommandResult) result = command_fixture_run(command_status, *state, "--json", "");
    g_autoptr(JsonNode) root = json_from_string(result->output, NULL);
    assert_non_null(root);
    JsonObject *status = json_node_get_object(root);
    JsonObject *hour = json_object_get_object_member(status, "last_hour");
    assert_int_equal(json_object_get_int_member(hour, "create"), 2);
    assert_int_equal(json_object_get_int_member(hour, "ignore"), 1);
    assert_int_equal(json_object_get_int_member(status, "p95_ms"), 20);
    assert_true(json_object_get_null_member(status, "trouble"));
    assert_string_equal(json_object_get_string_member(status, "level"), "ok");
    JsonObject *api = json_object_get_object_member(status, "api");
    assert_true(json_object_get_null_member(api, "last_failure"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(a_new_gateway_has_no_trouble),
        delivery_fixture_test(monitoring_is_told_what_to_look_at),
        delivery_fixture_test(a_journal_that_cannot_be_read_is_trouble_too),
        delivery_fixture_test(programs_get_counts_by_outcome),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
