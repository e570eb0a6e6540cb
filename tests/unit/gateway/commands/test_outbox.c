/* `ticketgate outbox`: tries confirmations that are due, and keeps those that no server takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-glib/json-glib.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/journal/journal_outbox.h"
#include "tests/unit/command_fixture.h"
#include "tests/unit/postgres_fixture.h"

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_outbox, 1);
}

/* A confirmation that is due again at once. */
static void
add_reply(const DeliveryFixture *fixture)
{
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    g_autoptr(GBytes) message = g_bytes_new_static("Subject: x\r\n\r\nx\r\n", 17);
    OutboxItem item = {.recipient = (char[]){"user@customer.example"}, .message = message};
    assert_true(journal_outbox_add(journal, "key", &item, NULL));
    assert_true(journal_outbox_failed(journal, item.id, 1, "451 full", NULL));
}

static void
a_reply_that_nobody_takes_stays_and_waits(void **state)
{
    const DeliveryFixture *fixture = *state;
    add_reply(fixture);
    g_autoptr(CommandResult) result = command_fixture_run(command_outbox, fixture, "", "");
    assert_int_equal(result->status, 0);
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
    g_autoptr(OutboxItem) now = journal_outbox_next(journal, now_s, NULL);
    assert_null(now);
    g_autoptr(OutboxItem) later = journal_outbox_next(journal, now_s + 4000, NULL);
    assert_non_null(later);
    assert_string_equal(later->recipient, "user@customer.example");
}

/* The process that opens the journal first finds the damage and logs it, and so does the next one.
 */
static void
a_damaged_journal_is_said(void **state)
{
    fixture_only_sqlite();
    const DeliveryFixture *fixture = *state;
    g_autofree char *noise = g_strnfill(5000, 'x');
    assert_true(g_file_set_contents(fixture->config->journal_path, noise, -1, NULL));
    g_autoptr(CommandResult) result = command_fixture_run(command_outbox, fixture, "", "");
    assert_int_equal(result->status, 0);
    assert_non_null(strstr(result->errors, "the journal was damaged: it was moved to "));
    g_autoptr(CommandResult) next = command_fixture_run(command_outbox, fixture, "", "");
    assert_int_equal(next->status, 0);
    assert_non_null(strstr(next->errors, "damaged and moved to "));
    assert_non_null(strstr(next->errors, ".corrupt-"));
}

static void
the_list_tells_what_waits(void **state)
{
    g_autoptr(CommandResult) none = command_fixture_run(command_outbox, *state, "list", "");
    assert_int_equal(none->status, 0);
    assert_string_equal(none->output, "No mail waits in the outbox.\n");
    add_reply(*state);
    g_autoptr(CommandResult) some = command_fixture_run(command_outbox, *state, "list", "");
    assert_int_equal(some->status, 0);
    assert_non_null(strstr(some->output, "RECIPIENT              TICKET  ABOUT"));
    assert_non_null(strstr(some->output, "\nuser@customer.example  -       "));
    assert_non_null(strstr(some->output, "  451 full\n"));
}

static void
programs_get_the_list_as_json(void **state)
{
    add_reply(*state);
    g_autoptr(CommandResult) result = command_fixture_run(command_outbox, *state, "list -j", "");
    g_autoptr(JsonNode) root = json_from_string(result->output, NULL);
    assert_non_null(root);
    JsonObject *mail = json_array_get_object_element(json_node_get_array(root), 0);
    assert_string_equal(json_object_get_string_member(mail, "recipient"), "user@customer.example");
    assert_string_equal(json_object_get_string_member(mail, "next_try"), "1970-01-01T00:00:01Z");
    assert_string_equal(json_object_get_string_member(mail, "last_error"), "451 full");
    assert_true(json_object_get_null_member(mail, "ticket_number"));
}

static void
the_last_error_is_that_of_the_last_try(void **state)
{
    add_reply(*state);
    g_autoptr(CommandResult) sent = command_fixture_run(command_outbox, *state, "send", "");
    assert_int_equal(sent->status, 0);
    g_autoptr(CommandResult) result = command_fixture_run(command_outbox, *state, "list", "");
    assert_null(strstr(result->output, "451 full"));
    assert_non_null(strstr(result->output, " 2 "));
}

static void
takes_no_other_words(void **state)
{
    static const char *const lines[] = {"all", "list all", "send now", "--json", "send --json"};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result = command_fixture_run(command_outbox, *state, lines[i], "");
        assert_int_equal(result->status, 64);
        assert_non_null(strstr(result->errors, "see ticketgate command --help"));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(a_reply_that_nobody_takes_stays_and_waits),
        delivery_fixture_test(a_damaged_journal_is_said),
        delivery_fixture_test(the_list_tells_what_waits),
        delivery_fixture_test(programs_get_the_list_as_json),
        delivery_fixture_test(the_last_error_is_that_of_the_last_try),
        delivery_fixture_test(takes_no_other_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
