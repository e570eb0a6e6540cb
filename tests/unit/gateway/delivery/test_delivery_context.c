/* What is opened for a message, what is kept for the next one, and what is wiped between them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>

#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery_error.h"
#include "gateway/log.h"
#include "tests/unit/delivery_fixture.h"
#include "tests/unit/postgres_fixture.h"

static const Envelope envelope = {.sender = "user@customer.example"};

static Intake *
new_intake(void)
{
    Intake *intake = g_new0(Intake, 1);
    intake->attachments_fd = -1;
    return intake;
}

static void
write_key(const DeliveryFixture *fixture, const char *text)
{
    assert_true(g_file_set_contents(fixture->config->key_file, text, -1, NULL));
    assert_int_equal(g_chmod(fixture->config->key_file, 0600), 0);
}

static void
begin(DeliveryContext *context)
{
    g_autoptr(GError) error = NULL;
    delivery_context_begin(context, &envelope);
    if (!delivery_context_take(context, new_intake(), &error))
        fail_msg("%s", error->message);
}

static void
nothing_is_opened_before_the_message_has_a_route(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_auto(DeliveryContext) context;
    delivery_context_init(&context, fixture->config);
    begin(&context);
    assert_null(context.journal);
    assert_null(context.ticket_system);
    assert_false(g_file_test(fixture->config->journal_path, G_FILE_TEST_EXISTS));
}

/* From then on, no empty database is taken for it. */
static void
who_delivers_with_a_database_remembers_that(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_auto(DeliveryContext) context;
    g_autofree char *mark = g_strconcat(fixture->config->journal_path, ".shared", NULL);
    delivery_context_init(&context, fixture->config);
    begin(&context);
    assert_true(delivery_context_open_journal(&context, NULL));
    assert_false(g_file_test(mark, G_FILE_TEST_EXISTS));
    assert_true(delivery_context_open(&context, NULL));
    assert_int_equal(g_file_test(mark, G_FILE_TEST_EXISTS), postgres_fixture_is_used());
}

/* Before the message is read, and again after it, this process may fork a reader of untrusted mail.
 */
static void
keys_are_there_only_from_the_message_to_its_end(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_auto(DeliveryContext) context;
    write_key(fixture, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n");
    delivery_context_init(&context, fixture->config);
    for (guint i = 0; i < 2; i++) {
        delivery_context_begin(&context, &envelope);
        assert_null(context.keys);
        assert_true(delivery_context_take(&context, new_intake(), NULL));
        assert_non_null(context.keys);
        assert_true(delivery_context_open(&context, NULL));
        delivery_context_end(&context);
        assert_null(context.keys);
        assert_null(context.intake);
        assert_null(context.envelope);
    }
}

static void
keys_that_cannot_be_read_are_an_error_of_the_configuration(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_auto(DeliveryContext) context;
    g_autoptr(GError) error = NULL;
    write_key(fixture, "no key\n");
    delivery_context_init(&context, fixture->config);
    delivery_context_begin(&context, &envelope);
    assert_false(delivery_context_take(&context, new_intake(), &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION));
    assert_non_null(context.intake); /* work that needs no keys still has the message */
}

static void
journal_and_ticket_system_are_kept_for_the_next_message(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_auto(DeliveryContext) context;
    delivery_context_init(&context, fixture->config);
    begin(&context);
    assert_true(delivery_context_open(&context, NULL));
    const Journal *journal = context.journal;
    const TicketSystem *ticket_system = context.ticket_system;
    context.backoff.was_asked = TRUE;
    delivery_context_end(&context);
    begin(&context);
    assert_true(delivery_context_open(&context, NULL));
    assert_ptr_equal(context.journal, journal);
    assert_ptr_equal(context.ticket_system, ticket_system);
    assert_ptr_equal(context.backoff.journal, journal);
    assert_false(context.backoff.was_asked);
}

static void
a_journal_whose_file_was_replaced_is_opened_anew(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *moved_to = g_strconcat(fixture->config->journal_path, ".moved", NULL);
    fixture_only_sqlite();
    g_auto(DeliveryContext) context;
    delivery_context_init(&context, fixture->config);
    begin(&context);
    assert_true(delivery_context_open(&context, NULL));
    delivery_context_end(&context);
    assert_int_equal(g_rename(fixture->config->journal_path, moved_to), 0);
    begin(&context);
    assert_true(delivery_context_open(&context, NULL));
    assert_true(journal_is_current(context.journal));
    assert_ptr_equal(context.backoff.journal, context.journal);
}

static void
the_deadline_is_that_of_the_message(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_auto(DeliveryContext) context;
    fixture->config->deadline_s = 90;
    delivery_context_init(&context, fixture->config);
    delivery_context_begin(&context, &envelope);
    assert_int_equal(context.deadline_us - context.start_us, 90 * G_USEC_PER_SEC);
    gint64 first_us = context.deadline_us;
    delivery_context_end(&context);
    assert_int_equal(context.deadline_us, first_us); /* for the work that is left */
    g_usleep(2000);
    delivery_context_begin(&context, &envelope);
    assert_true(context.deadline_us > first_us);
}

static void
a_command_opens_the_journal_alone(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_auto(DeliveryContext) context;
    delivery_context_init(&context, fixture->config);
    delivery_context_begin(&context, NULL);
    assert_true(delivery_context_open_journal(&context, NULL));
    assert_non_null(context.journal);
    assert_null(context.ticket_system);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(nothing_is_opened_before_the_message_has_a_route),
        delivery_fixture_test(who_delivers_with_a_database_remembers_that),
        delivery_fixture_test(keys_are_there_only_from_the_message_to_its_end),
        delivery_fixture_test(keys_that_cannot_be_read_are_an_error_of_the_configuration),
        delivery_fixture_test(journal_and_ticket_system_are_kept_for_the_next_message),
        delivery_fixture_test(a_journal_whose_file_was_replaced_is_opened_anew),
        delivery_fixture_test(the_deadline_is_that_of_the_message),
        delivery_fixture_test(a_command_opens_the_journal_alone),
    };
    log_silence();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
