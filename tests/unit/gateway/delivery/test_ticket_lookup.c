/* A ticket that may exist is looked up by our reference number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_thread.h"
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

/* Customer Connect need not tell the reference of a ticket in the list. `listed` is the first entry
 * beside the number; `one`, what it then tells of it, NULL: it is not asked. */
static void
an_entry_without_a_reference_may_be_ours(void **state)
{
    static const struct {
        const char *listed, *one;
        gboolean is_ours, is_in_doubt; /* neither: it is made again */
    } rows[] = {
        {"\"short_description\": \"Printer\"", "\"customer_reference_number\": \"%s\"", TRUE,
         FALSE},
        {"\"state\": \"New\"", "\"customer_reference_number\": \"%s\"", TRUE, FALSE},
        {"\"short_description\": \"Printer\"", "\"customer_reference_number\": \"X\"", FALSE,
         FALSE},
        {"\"short_description\": \"Printer\"", "\"state\": \"New\"", FALSE, TRUE},
        {"\"short_description\": \"Other\"", NULL, FALSE, FALSE},
        {"\"short_description\": \"Printer\", \"customer_reference_number\": \"X\"", NULL, FALSE,
         FALSE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        void *scene = NULL;
        ticket_fixture_setup(&scene);
        TicketFixture *fixture = scene;
        g_autoptr(GError) error = NULL;
        g_autofree char *list = g_strdup_printf(
            "{\"result\": [{\"kpn_ticket_number\": \"INC#34567890\", %s}]}", rows[i].listed);
        g_autoptr(GString) one =
            g_string_new("{\"result\": [{\"kpn_ticket_number\": \"INC#34567890\", ");
        fixture->api.delivery->config->dialect = CONFIG_DIALECT_CONNECT;
        http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
        api_fixture_add(&fixture->api, list);
        if (rows[i].one != NULL) {
            g_string_append(one, rows[i].one);
            g_string_append(one, "}]}");
            g_string_replace(one, "%s", fixture->reference_number, 0);
            api_fixture_add(&fixture->api, one->str);
        }
        gboolean is_done = deliver(fixture, &error);
        if (is_done != rows[i].is_ours)
            fail_msg("row %u: %s", i, error != NULL ? error->message : "done");
        assert_int_equal(ticket_fixture_count(fixture, "POST /Ticket"), 1);
        assert_int_equal(ticket_fixture_count(fixture, "GET /Ticket?kpn_ticket_number=INC%23"),
                         rows[i].one != NULL ? 1 : 0);
        if (!is_done)
            assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
        if (!is_done && rows[i].is_in_doubt) { /* it waits, and is not made a second time */
            api_fixture_add(&fixture->api, list);
            api_fixture_add(&fixture->api, one->str);
            g_clear_error(&error);
            assert_false(deliver(fixture, &error));
            assert_non_null(strstr(error->message, "does not tell the reference of INC#34567890"));
            assert_int_equal(ticket_fixture_count(fixture, "POST /Ticket"), 1);
        }
        ticket_fixture_teardown(&scene);
    }
}

/* The ticket of another mail with this subject is not taken for ours, and does not hold it up. */
static void
a_ticket_that_the_journal_knows_is_not_ours(void **state)
{
    TicketFixture *fixture = *state;
    const Config *config = fixture->api.delivery->config;
    g_autoptr(GError) error = NULL;
    fixture->api.delivery->config->dialect = CONFIG_DIALECT_CONNECT;
    {
        g_autoptr(Journal) journal = journal_open_configured(config, NULL);
        assert_true(journal_participant_add(
            journal,
            &(JournalParticipant){"INC#34567890", "a@x.example", STANDING_CREATOR, FALSE, NULL},
            NULL));
    }
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    for (guint i = 0; i < 2; i++)
        api_fixture_add(&fixture->api, "{\"result\": [{\"kpn_ticket_number\": \"INC#34567890\","
                                       " \"short_description\": \"Printer\"}]}");
    api_fixture_add(&fixture->api, "{\"state\": \"inserted\", \"kpn_ticket_number\":"
                                   " \"INC#34567891\"}");
    assert_false(deliver(fixture, &error));
    assert_true(deliver(fixture, NULL));
    assert_int_equal(ticket_fixture_count(fixture, "POST /Ticket"), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ticket_fixture_test(an_accepted_ticket_is_looked_up),
        ticket_fixture_test(an_accepted_ticket_is_never_sent_again),
        ticket_fixture_test(without_a_list_nothing_is_created_again),
        cmocka_unit_test(a_look_up_that_is_refused_bounces_nothing),
        cmocka_unit_test(an_entry_without_a_reference_may_be_ours),
        ticket_fixture_test(a_ticket_that_the_journal_knows_is_not_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
