/* A ticket that may exist is looked up by our reference number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery_error.h"
#include "tests/unit/ticket_fixture.h"

static gboolean
deliver(const TicketFixture *fixture, GError **error)
{
    return ticket_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, error);
}

static void
an_accepted_ticket_is_looked_up(void **state)
{
    TicketFixture *fixture = *state;
    http_server_add_json(fixture->api.server, "202 Accepted", "{}");
    ticket_fixture_add_list(fixture, FALSE);
    ticket_fixture_add_list(fixture, TRUE);
    g_autoptr(GError) error = NULL;
    assert_true(deliver(fixture, &error));
    assert_int_equal(ticket_fixture_count(fixture, "POST /NewIncident"), 1);
}

static void
an_accepted_ticket_is_never_sent_again(void **state)
{
    TicketFixture *fixture = *state;
    http_server_add_json(fixture->api.server, "202 Accepted", "{}");
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    ticket_fixture_add_list(fixture, FALSE);
    fixture->api.delivery->config->deadline_s = 1; /* not long enough for a second lookup */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    g_clear_error(&error);
    assert_false(deliver(fixture, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    ticket_fixture_add_list(fixture, TRUE);
    g_clear_error(&error);
    assert_true(deliver(fixture, &error));
    assert_int_equal(ticket_fixture_count(fixture, "POST /NewIncident"), 1);
}

static void
without_a_list_nothing_is_created_again(void **state)
{
    TicketFixture *fixture = *state;
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    http_server_add_json(fixture->api.server, "502 Bad Gateway", "{}");
    g_clear_error(&error);
    assert_false(deliver(fixture, &error));
    assert_int_equal(ticket_fixture_count(fixture, "POST /NewIncident"), 1);
}

/* A lookup never sends a mail back. */
static void
a_look_up_that_is_refused_bounces_nothing(void **state)
{
    (void)state;
    static const char *const statuses[] = {"400 Bad Request", "403 Forbidden", "404 Not Found",
                                           "409 Conflict",    "412 Failed",    "422 Unprocessable"};
    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
        void *scene = NULL;
        ticket_fixture_setup(&scene);
        TicketFixture *fixture = scene;
        g_autoptr(GError) error = NULL;
        http_server_add_json(fixture->api.server, "400 Bad Request", "{}");
        http_server_add_json(fixture->api.server, statuses[i], "{}");
        assert_false(deliver(fixture, &error));
        assert_int_equal(delivery_error_exit_status(error), 75);
        g_autofree char *line = delivery_error_line(error);
        assert_null(strchr(line, '/'));
        assert_int_equal(ticket_fixture_count_kept(fixture, ""), 0);
        ticket_fixture_teardown(&scene);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ticket_fixture_test(an_accepted_ticket_is_looked_up),
        ticket_fixture_test(an_accepted_ticket_is_never_sent_again),
        ticket_fixture_test(without_a_list_nothing_is_created_again),
        cmocka_unit_test(a_look_up_that_is_refused_bounces_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
