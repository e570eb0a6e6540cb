/* `ticketgate outbox`: tries what is due, and keeps what nobody takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/journal/journal_outbox.h"
#include "tests/unit/command_fixture.h"

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_outbox, 1);
}

/* A reply that is due again at once. */
static void
add_reply(const DeliveryFixture *fixture)
{
    g_autoptr(Journal) journal = journal_open(fixture->config->journal_path, NULL);
    g_autoptr(GBytes) message = g_bytes_new_static("Subject: x\r\n\r\nx\r\n", 17);
    OutboxItem item = {.recipient = (char[]){"user@customer.example"}, .message = message};
    assert_true(journal_outbox_add(journal, "key", &item, NULL));
    assert_true(journal_outbox_failed(journal, item.id, 1, NULL));
}

static void
a_reply_that_nobody_takes_stays_and_waits(void **state)
{
    const DeliveryFixture *fixture = *state;
    add_reply(fixture);
    g_autoptr(CommandResult) result = command_fixture_run(command_outbox, fixture, "", "");
    assert_int_equal(result->status, 0);
    g_autoptr(Journal) journal = journal_open(fixture->config->journal_path, NULL);
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
    g_autoptr(OutboxItem) now = journal_outbox_next(journal, now_s, NULL);
    assert_null(now);
    g_autoptr(OutboxItem) later = journal_outbox_next(journal, now_s + 4000, NULL);
    assert_non_null(later);
    assert_string_equal(later->recipient, "user@customer.example");
}

/* Whoever opens the journal first finds the damage, and says it; so does the next one. */
static void
a_damaged_journal_is_said(void **state)
{
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
takes_no_words(void **state)
{
    g_autoptr(CommandResult) result = command_fixture_run(command_outbox, *state, "all", "");
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "takes options only"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(a_reply_that_nobody_takes_stays_and_waits),
        delivery_fixture_test(a_damaged_journal_is_said),
        delivery_fixture_test(takes_no_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
