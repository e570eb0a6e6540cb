/* A Decision carried out: requests, look-ups in doubt, and what the journal then knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "delivery_fixture.h"
#include "gateway/delivery/delivery.h"
#include "gateway/delivery/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/policy/mail_key.h"
#include "http_server.h"
#include "parsers/parse.h"

#define MAIL                                                                                       \
    "From: user@customer.example\nSubject: Printer\nMessage-ID: <a@customer.example>\n\nHello\n"
#define TOKEN "{\"access_token\": \"t\", \"expires_in\": \"3599\"}"
#define CREATED "{\"result\": {\"ticket_number\": \"INC0000007\"}}"

#include <unistd.h>

typedef struct {
    HttpServer *server;
    DeliveryFixture *delivery;
    char *reference_number;
} Fixture;

static int
setup(void **state)
{
    parse_init();
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->server = http_server_start();
    g_autofree char *url = http_server_url(fixture->server, "");
    fixture->delivery = delivery_fixture_new(url);
    fixture->delivery->config->is_reply_on = FALSE;
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, NULL);
    fixture->reference_number = g_strdup(key->reference_number);
    http_server_add_json(fixture->server, "200 OK", TOKEN);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    delivery_fixture_free(fixture->delivery);
    http_server_stop(fixture->server);
    g_free(fixture->reference_number);
    g_free(fixture);
    return 0;
}

static gboolean
deliver(const Fixture *fixture, GError **error)
{
    int fd = delivery_fixture_message(MAIL);
    Envelope envelope = {.sender = "user@customer.example"};
    gboolean is_done = delivery_run(fixture->delivery->config, fd, &envelope, error);
    close(fd);
    return is_done;
}

static guint
count_requests(const Fixture *fixture, const char *start)
{
    guint count = 0;
    for (guint i = 0; i < http_server_count(fixture->server); i++)
        if (g_str_has_prefix(http_server_request(fixture->server, i), start))
            count++;
    return count;
}

static void
add_list(const Fixture *fixture, gboolean has_ours)
{
    g_autofree char *json =
        g_strdup_printf("{\"result\": [{\"ticket_number\": \"INC0000001\", "
                        "\"reference_number\": \"OTHER\"}%s%s%s]}",
                        has_ours ? ", {\"ticket_number\": \"INC0000007\", "
                                   "\"reference_number\": \""
                                 : "",
                        has_ours ? fixture->reference_number : "", has_ours ? "\"}" : "");
    http_server_add_json(fixture->server, "200 OK", json);
}

static void
a_ticket_that_was_made_is_adopted(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
    add_list(fixture, TRUE);
    g_autoptr(GError) error = NULL;
    assert_true(deliver(fixture, &error));
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 1);
    assert_true(deliver(fixture, &error)); /* known now: nothing is asked */
    assert_int_equal(http_server_count(fixture->server), 3);
}

static void
a_retry_looks_before_it_creates(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
    add_list(fixture, FALSE);
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    add_list(fixture, FALSE);
    http_server_add_json(fixture->server, "201 Created", CREATED);
    g_clear_error(&error);
    assert_true(deliver(fixture, &error));
    assert_int_equal(count_requests(fixture, "GET /GetActiveIncidents"), 2);
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 2);
}

static void
without_a_list_nothing_is_created_again(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
    http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    http_server_add_json(fixture->server, "502 Bad Gateway", "{}");
    g_clear_error(&error);
    assert_false(deliver(fixture, &error));
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 1);
}

static void
an_accepted_ticket_is_looked_up(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->server, "202 Accepted", "{}");
    add_list(fixture, FALSE);
    add_list(fixture, TRUE);
    g_autoptr(GError) error = NULL;
    assert_true(deliver(fixture, &error));
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_ticket_that_was_made_is_adopted, setup, teardown),
        cmocka_unit_test_setup_teardown(a_retry_looks_before_it_creates, setup, teardown),
        cmocka_unit_test_setup_teardown(without_a_list_nothing_is_created_again, setup, teardown),
        cmocka_unit_test_setup_teardown(an_accepted_ticket_is_looked_up, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
