/* Mail that gets no ticket: it is ignored, and kept for a while. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/policy/mail_key.h"
#include "gateway/quarantine/quarantine_kind.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "tests/unit/api_fixture.h"

#define VACATION                                                                                   \
    "From: user@customer.example\nSubject: Away\nMessage-ID: <l@customer.example>\n"               \
    "Auto-Submitted: auto-replied\n\nx\n"

/* It is kept, with the sign for which it was ignored. */
static void
what_is_ignored_is_done_without_the_api(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_true(delivery_fixture_deliver(fixture, VACATION, NULL, &error));
    assert_null(error);
    g_autoptr(MailKey) key = mail_key_new("l@customer.example", NULL, NULL);
    g_autoptr(QuarantineItem) item =
        quarantine_shelf_find(fixture->config->quarantine_path, key->key, NULL);
    assert_non_null(item);
    assert_string_equal(item->reason->kind, "ignored");
    assert_non_null(strstr(item->reason->text, "Auto-Submitted: auto-replied"));
}

/* It is not lost: it comes again. */
static void
what_is_to_be_ignored_and_cannot_be_kept_waits(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(fixture->config->quarantine_path, "", 0, NULL));
    assert_false(delivery_fixture_deliver(fixture, VACATION, NULL, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);
    assert_int_equal(unlink(fixture->config->quarantine_path), 0);
    assert_true(delivery_fixture_deliver(fixture, VACATION, NULL, NULL));
}

static void
without_room_for_them_ignored_mails_are_not_kept(void **state)
{
    const DeliveryFixture *fixture = *state;
    fixture->config->ignored_max = 0;
    assert_true(delivery_fixture_deliver(fixture, VACATION, NULL, NULL));
    assert_false(g_file_test(fixture->config->quarantine_path, G_FILE_TEST_EXISTS));
}

/* How many mails the Maildir of a kind has. */
static guint
count_kept(const ApiFixture *fixture, const char *kind)
{
    g_autofree char *directory = quarantine_kind_directory(
        quarantine_kind_of(kind), fixture->delivery->config->quarantine_path);
    g_autoptr(GPtrArray) items = quarantine_shelf_list(directory, NULL);
    return items->len;
}

/* If the operator names the ticket system's sender, the loop does not even begin; its mail is kept.
 */
static void
mail_of_the_ticket_system_is_ignored_and_kept(void **state)
{
    const ApiFixture *fixture = *state;
    char *senders[] = {(char[]){"tickets@system.example"}, NULL};
    fixture->delivery->config->ticket_system_senders = senders;
    assert_true(delivery_fixture_deliver(fixture->delivery,
                                         "From: Tickets@system.example\nSubject: INC0000001 was "
                                         "updated\nMessage-ID: <n@system.example>\n\nx\n",
                                         NULL, NULL));
    fixture->delivery->config->ticket_system_senders = NULL;
    assert_int_equal(http_server_count(fixture->server), 0);
    assert_int_equal(count_kept(fixture, QUARANTINE_IGNORED), 1);
}

static void
what_is_refused_goes_back_without_its_reason(void **state)
{
    const DeliveryFixture *fixture = *state;
    char *senders[] = {(char[]){"user@customer.example"}, NULL};
    char **before = fixture->config->deny;
    g_autoptr(GError) error = NULL;
    fixture->config->deny = senders;
    assert_false(delivery_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, NULL, &error));
    fixture->config->deny = before;
    assert_int_equal(delivery_error_exit_status(error), 77);
    assert_string_equal(error->message, "The sender is not accepted here");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(what_is_ignored_is_done_without_the_api),
        delivery_fixture_test(what_is_to_be_ignored_and_cannot_be_kept_waits),
        delivery_fixture_test(without_room_for_them_ignored_mails_are_not_kept),
        api_fixture_test(mail_of_the_ticket_system_is_ignored_and_kept),
        delivery_fixture_test(what_is_refused_goes_back_without_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
