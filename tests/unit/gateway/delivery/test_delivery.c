/* Delivers one message while the API is not there; the e2e tests use a real desk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "gateway/delivery/delivery.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_outbox.h"
#include "parsers/parse.h"
#include "tests/unit/api_fixture.h"
#include "tests/unit/smtp_server.h"

static void
no_route_for_the_recipient_is_final(void **state)
{
    DeliveryFixture *fixture = *state;
    g_clear_pointer(&fixture->config->ci, g_free);
    g_autoptr(GError) error = NULL;
    assert_false(
        delivery_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, "nobody@desk.example", &error));
    assert_int_equal(delivery_error_exit_status(error), 67);
}

static void
a_journal_that_cannot_be_opened_is_temporary(void **state)
{
    DeliveryFixture *fixture = *state;
    delivery_fixture_lose_journal(fixture);
    g_autoptr(GError) error = NULL;
    assert_false(delivery_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, NULL, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
}

/* Every route is tried; the mail waits if one of them can still succeed later. */
static void
a_temporary_failure_weighs_more_than_a_final_one(void **state)
{
    static const char *const recipients[] = {"x@desk.example", "hw@desk.example", NULL};
    (void)state;
    for (guint final = 0; final < 2; final++) {
        void *scene = NULL;
        api_fixture_setup(&scene);
        const ApiFixture *fixture = scene;
        delivery_fixture_add_route(fixture->delivery, "hw", "hw@desk.example");
        api_fixture_add_token(fixture);
        for (guint i = 0; i < 2; i++) {
            http_server_add_json(fixture->server,
                                 i == final ? "400 Bad Request" : "500 Internal Server Error",
                                 "{}");
            api_fixture_add(fixture, "{\"result\": []}"); /* it is looked up */
        }
        Envelope envelope = {.sender = "user@customer.example", .recipients = recipients};
        g_autoptr(GError) error = NULL;
        assert_false(
            delivery_fixture_run(fixture->delivery, DELIVERY_FIXTURE_MAIL, &envelope, &error));
        assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
        assert_int_equal(http_server_count(fixture->server), 5);
        api_fixture_teardown(&scene);
    }
}

static void
keys_of_no_use_let_the_mail_wait(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(fixture->config->key_file, "no key\n", -1, NULL));
    assert_false(delivery_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, NULL, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION));
    assert_non_null(strstr(error->message, fixture->config->key_file));
}

/* Errors that the mail itself causes. */
static void
a_reply_that_is_due_goes_along(void **state)
{
    const DeliveryFixture *fixture = *state;
    SmtpServer server = {0};
    smtp_server_start(&server);
    g_free(fixture->config->submission);
    fixture->config->submission = g_strdup(server.url);
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    g_autoptr(GBytes) message = g_bytes_new_static("Subject: x\r\n\r\nx\r\n", 17);
    OutboxItem item = {.recipient = (char[]){"waiting@customer.example"}, .message = message};
    assert_true(journal_outbox_add(journal, "key", &item, NULL));
    assert_true(journal_outbox_failed(journal, item.id, 1, NULL, NULL));
    assert_true(delivery_fixture_deliver(fixture,
                                         "From: user@customer.example\nMessage-ID: "
                                         "<l@desk.example>\nAuto-Submitted: auto-replied\n\nx\n",
                                         NULL, NULL));
    smtp_server_stop(&server);
    gint64 later_s = g_get_real_time() / G_USEC_PER_SEC + 24 * 60 * 60;
    g_autoptr(OutboxItem) left = journal_outbox_next(journal, later_s, NULL);
    assert_null(left);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(no_route_for_the_recipient_is_final),
        delivery_fixture_test(a_journal_that_cannot_be_opened_is_temporary),
        cmocka_unit_test(a_temporary_failure_weighs_more_than_a_final_one),
        delivery_fixture_test(keys_of_no_use_let_the_mail_wait),
        delivery_fixture_test(a_reply_that_is_due_goes_along),
    };
    parse_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
