/* `ticketgate trace`: what it tells an administrator about a mail. */
#include "tests/unit/journal_fixture.h"

#include <json-glib/json-glib.h>

#include "gateway/commands/command.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/journal/journal_trace.h"
#include "tests/unit/command_fixture.h"

static void
add_mails(const DeliveryFixture *fixture)
{
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    g_autoptr(GBytes) message = g_bytes_new_static("x", 1);
    OutboxItem item = {.recipient = (char *)"user@customer.example", .message = message};
    JournalTraceEvent event = {.mail_key = "k1",
                               .sender = "user@customer.example",
                               .recipients = "support@desk.example",
                               .message_id = "one@customer.example",
                               .queue_id = "4ABC",
                               .subject = "Printer \033[31m on fire",
                               .outcome = JOURNAL_TRACE_FAILED,
                               .reason = "no connection",
                               .took_ms = 20};
    assert_true(journal_trace_note(journal, &event, NULL));
    event.outcome = "create";
    event.reason = "the mail refers to no ticket";
    event.ticket_number = "INC0000001";
    assert_true(journal_trace_note(journal, &event, NULL));
    assert_true(journal_outbox_add(journal, "k1.create", &item, NULL));
}

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_trace, 1);
}

static void
a_mail_is_told_step_by_step(void **state)
{
    const DeliveryFixture *fixture = *state;
    add_mails(fixture);
    g_autoptr(CommandResult) result =
        command_fixture_run(command_trace, fixture, "USER@customer.example", "");
    static const char *const parts[] = {
        "  INC0000001  create  user@customer.example -> support@desk.example\n",
        "    subject     Printer ?[31m on fire\n",
        "    message-id  one@customer.example\n",
        "    queue-id    4ABC\n",
        "  failed: no connection\n",
        "  create: the mail refers to no ticket\n",
        "    our mail    to user@customer.example, waits after 0 tries; next try at ",
    };
    assert_int_equal(result->status, 0);
    assert_string_equal(result->errors, "");
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (strstr(result->output, parts[i]) == NULL)
            fail_msg("'%s' is missing in:\n%s", parts[i], result->output);
}

static void
programs_get_each_member_with_its_type(void **state)
{
    const DeliveryFixture *fixture = *state;
    add_mails(fixture);
    g_autoptr(CommandResult) result =
        command_fixture_run(command_trace, fixture, "--json 4ABC", "");
    g_autoptr(JsonNode) root = json_from_string(result->output, NULL);
    assert_non_null(root);
    JsonArray *list = json_node_get_array(root);
    assert_int_equal(json_array_get_length(list), 1);
    JsonObject *mail = json_array_get_object_element(list, 0);
    assert_string_equal(json_object_get_string_member(mail, "ticket_number"), "INC0000001");
    assert_int_equal(json_object_get_int_member(mail, "tries"), 2);
    assert_true(json_object_get_null_member(mail, "route"));
    assert_int_equal(json_array_get_length(json_object_get_array_member(mail, "steps")), 2);
    JsonObject *reply =
        json_array_get_object_element(json_object_get_array_member(mail, "replies"), 0);
    assert_false(json_object_get_boolean_member(reply, "is_sent"));
}

static void
a_day_has_the_mails_of_that_day(void **state)
{
    const DeliveryFixture *fixture = *state;
    add_mails(fixture);
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autofree char *today = g_date_time_format(now, "%Y-%m-%d");
    g_autoptr(CommandResult) of_today = command_fixture_run(command_trace, fixture, today, "");
    g_autoptr(CommandResult) of_2001 =
        command_fixture_run(command_trace, fixture, "2001-01-31", "");
    g_autoptr(CommandResult) json =
        command_fixture_run(command_trace, fixture, "-j 2001-01-31", "");
    assert_int_equal(of_today->status, 0);
    assert_int_equal(of_2001->status, 1);
    assert_string_equal(of_2001->output, "");
    assert_non_null(strstr(of_2001->errors, "no mail of that kind came here"));
    assert_string_equal(json->output, "[]\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(a_mail_is_told_step_by_step),
        delivery_fixture_test(programs_get_each_member_with_its_type),
        delivery_fixture_test(a_day_has_the_mails_of_that_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
