/* A mail comes to its ticket, or to a new one if the ticket cannot take it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "gateway/ticket_system/ticket_dialect.h"
#include "tests/unit/ticket_fixture.h"

static gboolean
deliver(const TicketFixture *fixture, GError **error)
{
    return ticket_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, error);
}

/* The confirmation in the outbox, which is due again later. (transfer full) */
static OutboxItem *
next_reply(Journal *journal)
{
    gint64 later_s = g_get_real_time() / G_USEC_PER_SEC + 24 * 60 * 60;
    return journal_outbox_next(journal, later_s, NULL);
}

/* A comment that comes too late: the ticket is closed, and the sender is told. */
static void
an_update_that_the_state_forbids_makes_a_follow_up(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Journal) journal = journal_open_configured(fixture->delivery->config, NULL);
    assert_true(journal_participant_add(journal,
                                        &(JournalParticipant){"INC0000001", "user@customer.example",
                                                              STANDING_PARTICIPANT, FALSE, NULL},
                                        NULL));
    api_fixture_add_token(fixture);
    api_fixture_add(fixture, "{\"result\": {\"ticket_number\": \"INC0000001\", "
                             "\"reference_number\": \"R\", \"state\": \"New\"}}");
    http_server_add_json(fixture->server, "412 Precondition Failed", "{}");
    http_server_add_json(fixture->server, "201 Created",
                         "{\"result\": {\"ticket_number\": \"INC0000007\"}}");
    g_autoptr(GError) error = NULL;
    assert_true(delivery_fixture_deliver(fixture->delivery,
                                         "From: user@customer.example\nSubject: Re: [INC0000001] "
                                         "x\nMessage-ID: <a@customer.example>\n\nHello\n",
                                         NULL, &error));
    assert_true(g_str_has_prefix(api_fixture_last_request(fixture), "POST /NewIncident "));
    assert_non_null(strstr(api_fixture_last_request(fixture), "INC0000001"));
    g_autoptr(OutboxItem) reply = next_reply(journal);
    const char *text = g_bytes_get_data(reply->message, NULL);
    assert_non_null(g_strstr_len(text, -1, "Ticket INC0000001 is finished"));
}

/* Customer Connect says so by 400, as of any mistake: the mail is not sent back for that. */
static void
a_refusal_because_of_the_state_makes_a_follow_up(void **state)
{
    static const struct {
        const char *status, *ticket; /* of the second look */
        gboolean is_new;             /* a new ticket; else the mail is refused */
    } rows[] = {
        {"200 OK",
         "{\"result\": [{\"kpn_ticket_number\": \"INC#34567890\", \"state\": \"Closed\"}]}", TRUE},
        {"200 OK", "{\"result\": []}", TRUE},
        {"404 Not Found", "{}", TRUE},
        {"200 OK", "{\"result\": [{\"kpn_ticket_number\": \"INC#34567890\", \"state\": \"New\"}]}",
         FALSE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        void *scene = NULL;
        api_fixture_setup(&scene);
        const ApiFixture *fixture = scene;
        Config *config = fixture->delivery->config;
        config->dialect = CONFIG_DIALECT_CONNECT;
        g_free(config->number_pattern);
        config->number_pattern = g_strdup(ticket_dialect_of(config)->number_pattern);
        api_fixture_add_token(fixture);
        api_fixture_add(fixture, "{\"result\": [{\"kpn_ticket_number\": \"INC#34567890\","
                                 " \"state\": \"New\"}]}");
        http_server_add_json(fixture->server, "400 Bad Request", TICKET_REFUSED);
        http_server_add_json(fixture->server, rows[i].status, rows[i].ticket);
        api_fixture_add(fixture,
                        "{\"state\": \"inserted\", \"kpn_ticket_number\": \"INC#34567891\"}");
        g_autoptr(GError) error = NULL;
        gboolean is_done = delivery_fixture_deliver(fixture->delivery,
                                                    "From: user@customer.example\nSubject: Re: "
                                                    "[INC#34567890] x\nMessage-ID: "
                                                    "<a@customer.example>\n\nHello\n",
                                                    NULL, &error);
        if (is_done != rows[i].is_new)
            fail_msg("row %u: %s", i, error != NULL ? error->message : "done");
        assert_int_equal(delivery_error_exit_status(error), is_done ? 0 : 65);
        if (is_done)
            assert_true(g_str_has_prefix(api_fixture_last_request(fixture), "POST /Ticket "));
        else
            assert_non_null(strstr(error->message, "type not allowed"));
        api_fixture_teardown(&scene);
    }
}

/* The operator finds the mail, with the ticket system's reason. */
static void
a_refused_mail_is_kept_with_its_reason(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "400 Bad Request",
                         "{\"error\": {\"message\": \"type not allowed\"}}");
    api_fixture_add(fixture, "{\"result\": []}");
    g_autoptr(GError) error = NULL;
    assert_false(delivery_fixture_deliver(fixture->delivery, DELIVERY_FIXTURE_MAIL, NULL, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED));
    g_autoptr(GPtrArray) items =
        quarantine_shelf_list(fixture->delivery->config->quarantine_path, NULL);
    assert_int_equal(items->len, 1);
    const QuarantineItem *item = g_ptr_array_index(items, 0);
    assert_string_equal(item->reason->kind, "refused");
    assert_string_equal(item->reason->text,
                        "The ticket system refuses the message: type not allowed");
}

static void
a_refused_mail_goes_back_with_the_reason(void **state)
{
    TicketFixture *fixture = *state;
    http_server_add_json(fixture->api.server, "400 Bad Request", TICKET_REFUSED);
    ticket_fixture_add_list(fixture, FALSE);
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    assert_int_equal(delivery_error_exit_status(error), 65);
    g_autofree char *line = delivery_error_line(error);
    assert_string_equal(line, "5.6.0 The ticket system refuses the message: type not allowed");
    assert_int_equal(ticket_fixture_count_kept(fixture, ".refused"), 1);
}

static void
without_a_list_no_refusal_is_final(void **state)
{
    TicketFixture *fixture = *state;
    http_server_add_json(fixture->api.server, "400 Bad Request", TICKET_REFUSED);
    http_server_add_json(fixture->api.server, "502 Bad Gateway", "{}");
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test(an_update_that_the_state_forbids_makes_a_follow_up),
        cmocka_unit_test(a_refusal_because_of_the_state_makes_a_follow_up),
        api_fixture_test(a_refused_mail_is_kept_with_its_reason),
        ticket_fixture_test(a_refused_mail_goes_back_with_the_reason),
        ticket_fixture_test(without_a_list_no_refusal_is_final),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
