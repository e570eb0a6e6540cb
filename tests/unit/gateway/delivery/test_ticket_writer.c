/* Carries out a Decision: requests, lookups in doubt, and what is recorded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_ticket.h"
#include "gateway/policy/mail_key.h"
#include "tests/unit/ticket_fixture.h"

static gboolean
deliver(const TicketFixture *fixture, GError **error)
{
    return ticket_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, error);
}

static void
a_ticket_that_was_made_is_adopted(void **state)
{
    TicketFixture *fixture = *state;
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    ticket_fixture_add_list(fixture, TRUE);
    g_autoptr(GError) error = NULL;
    assert_true(deliver(fixture, &error));
    assert_int_equal(ticket_fixture_count(fixture, "POST /NewIncident"), 1);
    assert_true(deliver(fixture, &error)); /* known already: no lookup */
    assert_int_equal(http_server_count(fixture->api.server), 3);
}

static void
a_retry_looks_before_it_creates(void **state)
{
    TicketFixture *fixture = *state;
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    ticket_fixture_add_list(fixture, FALSE);
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    ticket_fixture_add_list(fixture, FALSE);
    http_server_add_json(fixture->api.server, "201 Created", TICKET_CREATED);
    g_clear_error(&error);
    assert_true(deliver(fixture, &error));
    assert_int_equal(ticket_fixture_count(fixture, "GET /GetActiveIncidents"), 2);
    assert_int_equal(ticket_fixture_count(fixture, "POST /NewIncident"), 2);
}

/* An API that makes the ticket, fails in another step, and answers 400. */
static void
a_refusal_after_the_work_is_seen(void **state)
{
    TicketFixture *fixture = *state;
    http_server_add_json(fixture->api.server, "400 Bad Request", TICKET_REFUSED);
    ticket_fixture_add_list(fixture, TRUE);
    g_autoptr(GError) error = NULL;
    assert_true(deliver(fixture, &error));
    assert_int_equal(ticket_fixture_count_kept(fixture, ".refused"), 0);
}

static void
after_a_dead_token_it_looks_and_creates(void **state)
{
    TicketFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    http_server_add_json(fixture->api.server, "401 Unauthorized", "{}");
    api_fixture_add_token(&fixture->api);
    ticket_fixture_add_list(fixture, FALSE);
    http_server_add_json(fixture->api.server, "201 Created", TICKET_CREATED);
    assert_true(deliver(fixture, &error));
    assert_int_equal(ticket_fixture_count(fixture, "POST /NewIncident"), 2);
}

static void
after_a_dead_token_it_finds_what_was_made(void **state)
{
    TicketFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    http_server_add_json(fixture->api.server, "401 Unauthorized", "{}");
    api_fixture_add_token(&fixture->api);
    ticket_fixture_add_list(fixture, TRUE);
    assert_true(deliver(fixture, &error));
    assert_int_equal(ticket_fixture_count(fixture, "POST /NewIncident"), 1);
}

/* The agent sees that the second comment may be the first one again. */
static void
a_comment_that_may_be_there_says_so(void **state)
{
    TicketFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    api_fixture_add(&fixture->api, TICKET("New"));
    http_server_add_json(fixture->api.server, "401 Unauthorized", "{}"); /* 2 */
    api_fixture_add_token(&fixture->api);
    api_fixture_add(&fixture->api, TICKET("New")); /* 4 */
    assert_true(ticket_fixture_deliver(fixture, TICKET_ANSWER("Still broken"), &error));
    assert_int_equal(ticket_fixture_count(fixture, "PATCH /UpdateIncident"), 2);
    static const char words[] = "may have been sent before";
    assert_null(strstr(http_server_request(fixture->api.server, 2), words));
    assert_non_null(strstr(http_server_request(fixture->api.server, 4), words));
    assert_non_null(strstr(http_server_request(fixture->api.server, 4), "Still broken"));
}

/* News may see the change before the response is here. If there was none, what the desk does later
 * is news. */
static void
a_change_by_a_mail_is_noted_before_it_is_made(void **state)
{
    static const struct {
        const char *status;
        const char *own_change;
    } rows[] = {{"500 Internal Server Error", "close"}, {"404 Not Found", NULL}};
    TicketFixture *fixture = *state;
    fixture->api.delivery->config->policy_close = CONFIG_WHO_ANYONE;
    g_autoptr(Journal) journal = journal_open_configured(fixture->api.delivery->config, NULL);
    const JournalThreadMail first = {.ticket_number = "INC0000001"};
    assert_true(journal_ticket_add(journal, &first, NULL, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        api_fixture_add(&fixture->api, TICKET("Resolved"));
        http_server_add_json(fixture->api.server, rows[i].status, "{}");
        if (i > 0) { /* another ticket names the one that is gone */
            ticket_fixture_add_list(fixture, FALSE);
            http_server_add_json(fixture->api.server, "201 Created", TICKET_CREATED);
        }
        assert_int_equal(ticket_fixture_deliver(fixture, TICKET_ANSWER("#close"), &error), i > 0);
        g_autoptr(JournalTicket) ticket = journal_ticket_find(journal, "INC0000001", NULL);
        assert_string_equal(ticket->own_change != NULL ? ticket->own_change : "none",
                            rows[i].own_change != NULL ? rows[i].own_change : "none");
    }
}

static void
add_refusals(const TicketFixture *fixture, const char *status, guint count)
{
    for (guint i = 0; i < count; i++) {
        http_server_add_json(fixture->api.server, status, "{}");
        ticket_fixture_add_list(fixture, FALSE);
    }
}

/* A refusal by the API or a proxy before it never loses a mail. */
static void
what_is_not_taken_becomes_a_plain_ticket(void **state)
{
    (void)state;
    static const char *const statuses[] = {"413 Content Too Large", "414 URI Too Long",
                                           "415 Unsupported Media Type",
                                           "422 Unprocessable Content", "403 Forbidden"};
    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
        void *scene = NULL;
        ticket_fixture_setup(&scene);
        TicketFixture *fixture = scene;
        g_autoptr(GError) error = NULL;
        add_refusals(fixture, statuses[i], 1);
        http_server_add_json(fixture->api.server, "201 Created", TICKET_CREATED); /* 3 */
        if (!deliver(fixture, &error))
            fail_msg("%s: %s", statuses[i], error->message);
        const char *plain = http_server_request(fixture->api.server, 3);
        assert_true(g_str_has_prefix(plain, "POST /NewIncident "));
        assert_null(strstr(plain, "Hello"));
        assert_null(strstr(plain, "\"Printer\""));
        assert_non_null(strstr(plain, "From: user@customer.example"));
        assert_non_null(strstr(plain, ".refused-text"));
        assert_int_equal(ticket_fixture_count_kept(fixture, ".refused-text"), 1);
        assert_int_equal(http_server_count(fixture->api.server), 4);
        ticket_fixture_teardown(&scene);
    }
}

/* First without its files, which are then sent one by one. */
static void
what_is_not_taken_with_its_files_goes_without_them(void **state)
{
    TicketFixture *fixture = *state;
    add_refusals(fixture, "413 Content Too Large", 1);
    http_server_add_json(fixture->api.server, "201 Created", TICKET_CREATED);
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED);
    http_server_add_json(fixture->api.server, "413 Content Too Large", "{}"); /* b */
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED);
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED); /* names b */
    g_autoptr(GError) error = NULL;
    assert_true(ticket_fixture_deliver(fixture, TICKET_MAIL_WITH_FILES, &error));
    assert_non_null(strstr(http_server_request(fixture->api.server, 3), "See files"));
    assert_non_null(strstr(http_server_request(fixture->api.server, 7), "b.pdf"));
    assert_int_equal(ticket_fixture_count_kept(fixture, ".refused-files"), 1);
    assert_int_equal(ticket_fixture_count_kept(fixture, ".refused-text"), 0);
}

/* The same for a comment; its ticket was fetched before, so requests pass. */
static void
a_comment_that_is_not_taken_becomes_a_plain_one(void **state)
{
    TicketFixture *fixture = *state;
    api_fixture_add(&fixture->api, TICKET("New"));
    http_server_add_json(fixture->api.server, "403 Forbidden", "{}");
    api_fixture_add(&fixture->api, TICKET("New"));
    assert_true(ticket_fixture_deliver(fixture, TICKET_ANSWER("rm -rf"), NULL));
    const char *plain = api_fixture_last_request(&fixture->api);
    assert_true(g_str_has_prefix(plain, "PATCH /UpdateIncident "));
    assert_null(strstr(plain, "rm -rf"));
    assert_non_null(strstr(plain, ".refused-text"));
}

/* The client may lack rights, so the mail waits. */
static void
a_403_waits_where_nothing_passes(void **state)
{
    TicketFixture *fixture = *state;
    http_server_add_json(fixture->api.server, "403 Forbidden", "{}");
    http_server_add_json(fixture->api.server, "403 Forbidden", "{}");
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);
    assert_int_equal(ticket_fixture_count(fixture, "POST /NewIncident"), 1);
}

/* If even a few words are refused, the mail is not the cause. The next try knows that they have to
 * be sent. */
static void
a_plain_ticket_that_is_refused_waits(void **state)
{
    TicketFixture *fixture = *state;
    add_refusals(fixture, "413 Content Too Large", 1);
    add_refusals(fixture, "400 Bad Request", 1);
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);
    guint count = http_server_count(fixture->api.server);
    ticket_fixture_add_list(fixture, FALSE);
    http_server_add_json(fixture->api.server, "201 Created", TICKET_CREATED);
    assert_true(deliver(fixture, NULL));
    assert_int_equal(http_server_count(fixture->api.server), count + 2);
    assert_null(strstr(api_fixture_last_request(&fixture->api), "Hello"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ticket_fixture_test(what_is_not_taken_with_its_files_goes_without_them),
        ticket_fixture_test(a_comment_that_is_not_taken_becomes_a_plain_one),
        ticket_fixture_test(a_403_waits_where_nothing_passes),
        ticket_fixture_test(a_plain_ticket_that_is_refused_waits),
        cmocka_unit_test(what_is_not_taken_becomes_a_plain_ticket),
        ticket_fixture_test(a_ticket_that_was_made_is_adopted),
        ticket_fixture_test(a_retry_looks_before_it_creates),
        ticket_fixture_test(a_refusal_after_the_work_is_seen),
        ticket_fixture_test(after_a_dead_token_it_looks_and_creates),
        ticket_fixture_test(after_a_dead_token_it_finds_what_was_made),
        ticket_fixture_test(a_comment_that_may_be_there_says_so),
        ticket_fixture_test(a_change_by_a_mail_is_noted_before_it_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
