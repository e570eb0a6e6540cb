/* Delivers one message on one route while the API is not there; the e2e tests use a real desk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include <string.h>

#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/policy/mail_key.h"
#include "gateway/quarantine/quarantine_kind.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "tests/unit/api_fixture.h"

static void
no_api_is_temporary_and_gives_the_claim_up(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_false(delivery_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, NULL, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);

    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, NULL);
    JournalMail wanted = {.key = key->key, .reference_number = key->reference_number};
    g_autoptr(JournalMail) mail =
        journal_mail_claim(journal, &wanted, 60, g_get_monotonic_time(), NULL);
    assert_non_null(mail);
    assert_int_equal(mail->step, JOURNAL_STEP_CLAIMED);
    assert_false(mail->is_new);
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

/* The ticket system mails us about each comment of ours, which makes another comment: the loop must
 * end. */
static void
a_loop_with_the_ticket_system_ends(void **state)
{
    const ApiFixture *fixture = *state;
    static const char ticket[] = "{\"result\": {\"ticket_number\": \"INC0000001\", "
                                 "\"reference_number\": \"R\", \"state\": \"New\"}}";
    guint n_rounds = 0;
    api_fixture_add_token(fixture);
    for (guint i = 0; i < 60; i++) {
        g_autofree char *text = g_strdup_printf(
            "From: tickets@system.example\nX-ServiceNow-Generated: true\nMessage-ID: "
            "<n%u@system.example>\nSubject: INC0000001 was updated\n\nComment %u\n",
            i, i);
        guint before = http_server_count(fixture->server);
        if (i < 40)
            for (guint j = 0; j < 2; j++)
                api_fixture_add(fixture, ticket);
        else
            api_fixture_add(fixture, ticket);
        assert_true(delivery_fixture_deliver(fixture->delivery, text, NULL, NULL));
        n_rounds +=
            http_server_count(fixture->server) > before &&
                    g_str_has_prefix(api_fixture_last_request(fixture), "PATCH /UpdateIncident ")
                ? 1
                : 0;
    }
    assert_in_range(n_rounds, 1, 50);
    assert_int_equal(count_kept(fixture, QUARANTINE_FLOOD), 60 - n_rounds);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(no_api_is_temporary_and_gives_the_claim_up),
        api_fixture_test(a_loop_with_the_ticket_system_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
