/* Requests that are held back because of other deliveries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery/api_backoff.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_backoff.h"
#include "tests/unit/api_fixture.h"

#define CREATED "{\"result\": {\"ticket_number\": \"INC0000007\"}}"

static int
setup(void **state)
{
    (void)api_fixture_setup(state);
    ApiFixture *fixture = *state;
    fixture->delivery->config->is_reply_on = FALSE;
    return 0;
}

/* Delivers a mail of this name; returns the error's code, or -1 on success. */
static int
deliver(const ApiFixture *fixture, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strdup_printf("From: user@customer.example\nSubject: Printer\n"
                                            "Message-ID: <%s@customer.example>\n\nHello\n",
                                            name);
    gboolean is_done = delivery_fixture_deliver(fixture->delivery, text, NULL, &error);
    assert_true(is_done || error->domain == DELIVERY_ERROR);
    return is_done ? -1 : error->code;
}

static void
a_busy_api_is_left_alone(void **state)
{
    ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_field(fixture->server, "429 Too Many Requests", "Retry-After: 120", "{}");
    assert_int_equal(deliver(fixture, "a"), DELIVERY_ERROR_API_BUSY);
    guint count = http_server_count(fixture->server);
    for (guint i = 0; i < 3; i++)
        assert_int_equal(deliver(fixture, "b"), DELIVERY_ERROR_API_BUSY);
    assert_int_equal(http_server_count(fixture->server), count);
}

static void
a_busy_token_server_is_left_alone(void **state)
{
    ApiFixture *fixture = *state;
    http_server_add_field(fixture->server, "503 Service Unavailable", "Retry-After: 120", "{}");
    assert_int_equal(deliver(fixture, "a"), DELIVERY_ERROR_API_BUSY);
    assert_int_equal(deliver(fixture, "b"), DELIVERY_ERROR_API_BUSY);
    assert_int_equal(http_server_count(fixture->server), 1);
    g_autoptr(Journal) journal = journal_open_configured(fixture->delivery->config, NULL);
    JournalBackoff backoff;
    assert_true(journal_backoff_ask(journal, 60, &backoff, NULL));
    assert_in_range(backoff.wait_s, 100, 120);
}

static void
a_busy_api_that_names_no_time_gets_ours(void **state)
{
    ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "429 Too Many Requests", "{}");
    assert_int_equal(deliver(fixture, "a"), DELIVERY_ERROR_API_BUSY);
    assert_int_equal(deliver(fixture, "b"), DELIVERY_ERROR_API_BUSY);
    assert_int_equal(http_server_count(fixture->server), 2);
}

static void
three_mails_in_a_row_make_a_run(void **state)
{
    ApiFixture *fixture = *state;
    static const char *const names[] = {"a", "b", "c"};
    api_fixture_add_token(fixture);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
        http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
        assert_int_equal(deliver(fixture, names[i]), DELIVERY_ERROR_API_DOUBT);
    }
    assert_int_equal(deliver(fixture, "d"), DELIVERY_ERROR_API_BUSY);
    assert_int_equal(http_server_count(fixture->server), 7);
}

/* Thirty mails that the API, or a proxy before it, refuses; then a good one. */
static void
what_is_said_of_one_mail_pauses_nothing(void **state)
{
    ApiFixture *fixture = *state;
    static const char *const statuses[] = {"403 Forbidden", "413 Content Too Large",
                                           "400 Bad Request", "500 Internal Server Error"};
    fixture->delivery->config->budget.limits[CONFIG_BUDGET_CREATE].per_sender = 0;
    api_fixture_add_token(fixture);
    for (guint i = 0; i < 30; i++) {
        const char *status = statuses[i % G_N_ELEMENTS(statuses)];
        g_autofree char *name = g_strdup_printf("m%u", i);
        http_server_add_json(fixture->server, status, "{}");
        api_fixture_add(fixture, "{\"result\": []}");
        if (i % G_N_ELEMENTS(statuses) < 2) { /* the plain ticket */
            http_server_add_json(fixture->server, status, "{}");
            api_fixture_add(fixture, "{\"result\": []}");
        }
        assert_int_not_equal(deliver(fixture, name), -1);
    }
    http_server_add_json(fixture->server, "201 Created", CREATED);
    assert_int_equal(deliver(fixture, "good"), -1);
}

/* The create fails, and the lookup after it shows that the API works. */
static void
a_failure_beside_a_request_that_passed_pauses_nothing(void **state)
{
    ApiFixture *fixture = *state;
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    api_fixture_add_token(fixture);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
        api_fixture_add(fixture, "{\"result\": []}");
        assert_int_equal(deliver(fixture, names[i]), DELIVERY_ERROR_API_DOUBT);
    }
    http_server_add_json(fixture->server, "201 Created", CREATED);
    assert_int_equal(deliver(fixture, "good"), -1);
}

/* A proxy asks us to wait for each of thirty mails. At first nobody can know that these mails are
 * the cause; once another mail has passed, they delay no other mail. */
static void
mails_that_fail_again_while_others_pass_pause_nothing(void **state)
{
    ApiFixture *fixture = *state;
    fixture->delivery->config->budget.limits[CONFIG_BUDGET_CREATE].per_sender = 0;
    api_fixture_add_token(fixture);
    for (guint round = 0; round < 3; round++) {
        for (guint i = 0; i < 30; i++) {
            g_autofree char *name = g_strdup_printf("m%u", i);
            g_autoptr(Journal) journal = journal_open_configured(fixture->delivery->config, NULL);
            if (round > 0) /* the create may have worked */
                api_fixture_add(fixture, "{\"result\": []}");
            http_server_add_field(fixture->server, "503 Service Unavailable", "Retry-After: 120",
                                  "{}");
            assert_int_equal(deliver(fixture, name), DELIVERY_ERROR_API_BUSY);
            if (round == 0)
                assert_true(journal_backoff_lift(journal, NULL));
        }
        g_autofree char *good = g_strdup_printf("good%u", round);
        http_server_add_json(fixture->server, "201 Created", CREATED);
        assert_int_equal(deliver(fixture, good), -1);
    }
}

static void
missing_rights_pause_nothing(void **state)
{
    ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    for (char name[] = "a"; *name < 'f'; ++*name) {
        http_server_add_json(fixture->server, "403 Forbidden", "{}");
        http_server_add_json(fixture->server, "403 Forbidden", "{}");
        assert_int_equal(deliver(fixture, name), DELIVERY_ERROR_TEMPORARY);
    }
}

/* A refused token concerns every mail. */
static void
a_token_that_is_refused_makes_a_run(void **state)
{
    ApiFixture *fixture = *state;
    static const char *const names[] = {"a", "b", "c"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        http_server_add_json(fixture->server, "401 Unauthorized", "{}");
        assert_int_equal(deliver(fixture, names[i]), DELIVERY_ERROR_API_UNAUTHORISED);
    }
    assert_int_equal(deliver(fixture, "d"), DELIVERY_ERROR_API_BUSY);
    assert_int_equal(http_server_count(fixture->server), 3);
}

/* One response must not silence the gateway for a day. */
static void
no_pause_is_longer_than_its_bound(void **state)
{
    ApiFixture *fixture = *state;
    fixture->delivery->config->backoff_max_s = 60;
    api_fixture_add_token(fixture);
    http_server_add_field(fixture->server, "503 Service Unavailable", "Retry-After: 86400", "{}");
    assert_int_equal(deliver(fixture, "a"), DELIVERY_ERROR_API_BUSY);
    g_autoptr(Journal) journal = journal_open_configured(fixture->delivery->config, NULL);
    JournalBackoff backoff;
    assert_true(journal_backoff_ask(journal, 60, &backoff, NULL));
    assert_in_range(backoff.wait_s, 50, 60);
}

static void
a_mail_of_its_own_fault_is_no_failure_of_the_api(void **state)
{
    ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    for (char name[] = "a"; *name < 'f'; ++*name) {
        http_server_add_json(fixture->server, "400 Bad Request", "{}");
        http_server_add_json(fixture->server, "200 OK", "{\"result\": []}");
        assert_int_equal(deliver(fixture, name), DELIVERY_ERROR_API_REFUSED);
    }
}

/* No wait: the next mail first asks for the list, and its success lets the others through. */
static void
a_probe_that_works_opens_the_gate(void **state)
{
    ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_field(fixture->server, "429 Too Many Requests", "Retry-After: 0", "{}");
    assert_int_equal(deliver(fixture, "a"), DELIVERY_ERROR_API_BUSY);
    api_fixture_add(fixture, "{\"result\": []}"); /* 2 */
    http_server_add_json(fixture->server, "201 Created", CREATED);
    assert_int_equal(deliver(fixture, "b"), -1);
    assert_true(g_str_has_prefix(http_server_request(fixture->server, 2), "GET /GetActive"));
    g_autoptr(Journal) journal = journal_open_configured(fixture->delivery->config, NULL);
    JournalBackoff backoff;
    assert_true(journal_backoff_ask(journal, 60, &backoff, NULL));
    assert_false(backoff.is_noted);
}

/* The mail that probes may be one that the API never accepts. */
static void
a_mail_that_is_not_taken_is_no_failed_probe(void **state)
{
    ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_field(fixture->server, "429 Too Many Requests", "Retry-After: 0", "{}");
    assert_int_equal(deliver(fixture, "a"), DELIVERY_ERROR_API_BUSY);
    api_fixture_add(fixture, "{\"result\": []}");
    http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
    http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
    assert_int_equal(deliver(fixture, "bad"), DELIVERY_ERROR_API_DOUBT);
    http_server_add_json(fixture->server, "201 Created", CREATED);
    assert_int_equal(deliver(fixture, "good"), -1);
}

static void
a_probe_that_fails_keeps_the_gate_shut(void **state)
{
    ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_field(fixture->server, "429 Too Many Requests", "Retry-After: 0", "{}");
    assert_int_equal(deliver(fixture, "a"), DELIVERY_ERROR_API_BUSY);
    http_server_add_field(fixture->server, "503 Service Unavailable", "Retry-After: 30", "{}");
    assert_int_equal(deliver(fixture, "b"), DELIVERY_ERROR_API_BUSY);
    assert_int_equal(deliver(fixture, "c"), DELIVERY_ERROR_API_BUSY);
    assert_int_equal(http_server_count(fixture->server), 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_busy_api_is_left_alone, setup, api_fixture_teardown),
        cmocka_unit_test_setup_teardown(a_busy_token_server_is_left_alone, setup,
                                        api_fixture_teardown),
        cmocka_unit_test_setup_teardown(a_busy_api_that_names_no_time_gets_ours, setup,
                                        api_fixture_teardown),
        cmocka_unit_test_setup_teardown(three_mails_in_a_row_make_a_run, setup,
                                        api_fixture_teardown),
        cmocka_unit_test_setup_teardown(what_is_said_of_one_mail_pauses_nothing, setup,
                                        api_fixture_teardown),
        cmocka_unit_test_setup_teardown(a_failure_beside_a_request_that_passed_pauses_nothing,
                                        setup, api_fixture_teardown),
        cmocka_unit_test_setup_teardown(mails_that_fail_again_while_others_pass_pause_nothing,
                                        setup, api_fixture_teardown),
        cmocka_unit_test_setup_teardown(a_mail_of_its_own_fault_is_no_failure_of_the_api, setup,
                                        api_fixture_teardown),
        cmocka_unit_test_setup_teardown(a_probe_that_works_opens_the_gate, setup,
                                        api_fixture_teardown),
        cmocka_unit_test_setup_teardown(no_pause_is_longer_than_its_bound, setup,
                                        api_fixture_teardown),
        cmocka_unit_test_setup_teardown(missing_rights_pause_nothing, setup, api_fixture_teardown),
        cmocka_unit_test_setup_teardown(a_token_that_is_refused_makes_a_run, setup,
                                        api_fixture_teardown),
        cmocka_unit_test_setup_teardown(a_mail_that_is_not_taken_is_no_failed_probe, setup,
                                        api_fixture_teardown),
        cmocka_unit_test_setup_teardown(a_probe_that_fails_keeps_the_gate_shut, setup,
                                        api_fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
