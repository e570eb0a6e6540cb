/* A second dialect, complete in this file: everything that is needed for another ticket system.
 * This program replaces the gateway's choice of a dialect. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/delivery/dry_run.h"
#include "gateway/delivery_error.h"
#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/ticket_system.h"
#include "tests/unit/api_fixture.h"
#include "tests/unit/command_fixture.h"

static void
tiny_write(RequestBody *body, const TicketFields *fields)
{
    request_body_add_member(body, "case", fields->ticket_number);
    request_body_add_member(body, "our_key", fields->reference_number);
    request_body_add_member(body, "title", fields->short_description);
    request_body_add_member(body, "text", fields->description);
    request_body_add_member(body, "note", fields->comment);
}

static void
tiny_read(Ticket *ticket, JsonObject *object)
{
    ticket->ticket_number = json_response_text(object, "case");
    ticket->reference_number = json_response_text(object, "our_key");
    ticket->short_description = json_response_text(object, "title");
    ticket->state = json_response_text(object, "status");
}

static char *
tiny_path(const char *ticket_number)
{
    g_autofree char *escaped = g_uri_escape_string(ticket_number, NULL, FALSE);
    return g_strconcat("/case?id=", escaped, NULL);
}

static gboolean
tiny_is_configuration_refusal(const char *reason)
{
    return g_strcmp0(reason, "no such queue") == 0;
}

static void
tiny_read_news(TicketNews *news, JsonObject *object)
{
    news->id = json_response_text(object, "change");
    news->ticket_number = json_response_text(object, "case");
    news->comment = json_response_text(object, "note");
}

static void
tiny_acknowledge(RequestBody *body, const TicketNews *news, gboolean is_taken)
{
    request_body_add_member(body, "change", news->id);
    request_body_add_member(body, "taken", is_taken ? "yes" : "no");
}

static gboolean
tiny_is_number(const char *text)
{
    return g_str_has_prefix(text, "CASE#") && text[5] != '\0' &&
           strspn(text + 5, "0123456789") == strlen(text + 5);
}

static const TicketDialect tiny_dialect = {
    .name = "the tiny desk",
    .number_pattern = "CASE#[0-9]+",
    .number_example = "CASE#12",
    .number_unknown = "CASE#?",
    .is_number = tiny_is_number,
    .endpoints = {[TICKET_OPERATION_CREATE] = {"PUT", "/cases"},
                  [TICKET_OPERATION_COMMENT] = {"POST", "/notes"}},
    .list_path = "/cases",
    .news = {"GET", "/changes"},
    .acknowledge = {"POST", "/taken"},
    .ticket_path = tiny_path,
    .write = tiny_write,
    .read = tiny_read,
    .is_configuration_refusal = tiny_is_configuration_refusal,
    .read_news = tiny_read_news,
    .write_acknowledgement = tiny_acknowledge,
};

const TicketDialect *
ticket_dialect_of(const Config *config G_GNUC_UNUSED)
{
    return &tiny_dialect;
}

static int
setup(void **state)
{
    int status = api_fixture_setup(state);
    const ApiFixture *fixture = *state;

    g_strfreev(fixture->delivery->config->resolved_states);
    fixture->delivery->config->resolved_states = g_strsplit("solved", ";", 0);
    fixture->delivery->config->is_reply_on = FALSE;
    fixture->delivery->config->policy_close = CONFIG_WHO_ANYONE;
    fixture->delivery->config->policy_reopen = CONFIG_WHO_ANYONE;
    api_fixture_add_token(fixture);
    return status;
}

#define tiny_test(name) cmocka_unit_test_setup_teardown(name, setup, api_fixture_teardown)

static void
a_mail_becomes_a_case(void **state)
{
    const ApiFixture *fixture = *state;

    api_fixture_add(fixture, "{\"case\": \"CASE#7\"}");
    assert_true(delivery_fixture_deliver(fixture->delivery, DELIVERY_FIXTURE_MAIL, NULL, NULL));
    const char *request = api_fixture_last_request(fixture);
    assert_true(g_str_has_prefix(request, "PUT /cases HTTP/1.1\r\n"));
    assert_non_null(strstr(request, "\"title\":\"Printer\""));
    assert_null(strstr(request, "short_description"));
}

/* A mail that names a case with the state `status`; and the requests for it. */
static const char *
answer(const ApiFixture *fixture, const char *status, const char *text)
{
    g_autofree char *json =
        g_strdup_printf("{\"case\": \"CASE#7\", \"our_key\": \"K\", \"status\": \"%s\"}", status);
    g_autofree char *mail = g_strdup_printf("From: user@customer.example\nSubject: Re: [case#7] "
                                            "Printer\nMessage-ID: <b@customer.example>\n\n%s\n",
                                            text);

    api_fixture_add(fixture, json);
    api_fixture_add(fixture, json);
    assert_true(delivery_fixture_deliver(fixture->delivery, mail, NULL, NULL));
    return api_fixture_last_request(fixture);
}

static void
an_answer_becomes_a_note(void **state)
{
    const ApiFixture *fixture = *state;
    const char *request = answer(fixture, "new", "It works.");

    assert_true(g_str_has_prefix(http_server_request(fixture->server, 1),
                                 "GET /case?id=CASE%237 HTTP/1.1\r\n"));
    assert_true(g_str_has_prefix(request, "POST /notes HTTP/1.1\r\n"));
    assert_non_null(strstr(request, "\"case\":\"CASE#7\",\"our_key\":\"K\",\"note\":\""));
    assert_non_null(strstr(request, "It works."));
}

/* Operations that the dialect does not have are not sent, and no text of the mail is lost. */
static void
what_it_cannot_do_becomes_a_note(void **state)
{
    const ApiFixture *fixture = *state;
    const char *request = answer(fixture, "solved", "close\nThank you.");

    assert_true(g_str_has_prefix(request, "POST /notes HTTP/1.1\r\n"));
    assert_non_null(strstr(request, "close\\nThank you."));
}

static void
what_would_reopen_becomes_a_note(void **state)
{
    const ApiFixture *fixture = *state;
    const char *request = answer(fixture, "solved", "It is broken again.");

    assert_true(g_str_has_prefix(request, "POST /notes HTTP/1.1\r\n"));
    assert_non_null(strstr(request, "It is broken again."));
}

static void
a_create_in_doubt_is_found_by_its_reference(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(TicketSystem) system = ticket_system_new(fixture->delivery->config, 0);
    g_autoptr(GError) problem = NULL;

    api_fixture_add(fixture, "[{\"case\": \"CASE#1\"}, {\"our_key\": \"K\", \"case\": \"\"},"
                             " {\"our_key\": \"K\", \"case\": \"CASE#2\"}]");
    g_autoptr(GPtrArray) unknown = NULL;
    g_autoptr(Ticket) ticket = ticket_system_find_reference(system, "K", &unknown, &problem);
    assert_null(unknown);
    assert_string_equal(ticket->ticket_number, "CASE#2");
    api_fixture_add(fixture, "[]");
    assert_null(ticket_system_find_reference(system, "K", &unknown, &problem));
    assert_int_equal(unknown->len, 0);
    assert_null(problem);
}

static void
a_refusal_of_the_configuration_is_known_by_its_words(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(GError) problem = NULL;

    http_server_add_json(fixture->server, "400 Bad Request",
                         "{\"error\": {\"message\": \"no such queue\"}}");
    assert_false(
        delivery_fixture_deliver(fixture->delivery, DELIVERY_FIXTURE_MAIL, NULL, &problem));
    assert_true(g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION));
    assert_string_equal(problem->message,
                        "the tiny desk answered PUT /cases with 400: no such queue");
}

static void
news_are_taken_and_acknowledged(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(TicketSystem) system = ticket_system_new(fixture->delivery->config, 0);

    assert_true(ticket_dialect_has_news(&tiny_dialect));
    api_fixture_add(fixture, "[{\"change\": 5, \"case\": \"CASE#1\", \"note\": \"Done.\"},"
                             " {\"case\": \"CASE#2\"}, 3]");
    g_autoptr(GPtrArray) news = ticket_system_news(system, NULL);
    assert_true(g_str_has_prefix(api_fixture_last_request(fixture), "GET /changes HTTP/1.1\r\n"));
    assert_int_equal(news->len, 1); /* a change without an id cannot be acknowledged */
    const TicketNews *first = g_ptr_array_index(news, 0);
    assert_string_equal(first->comment, "Done.");
    api_fixture_add(fixture, "{}");
    assert_true(ticket_system_acknowledge(system, first, TRUE, NULL));
    assert_non_null(
        strstr(api_fixture_last_request(fixture), "{\"change\":\"5\",\"taken\":\"yes\"}"));
    http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
    assert_null(ticket_system_news(system, NULL));
    http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
    assert_false(ticket_system_acknowledge(system, first, FALSE, NULL));
}

static void
a_command_says_what_cannot_be_done(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(CommandResult) close =
        command_fixture_run(command_close, fixture->delivery, "-m x CASE#7", NULL);
    g_autoptr(CommandResult) none =
        command_fixture_run(command_show, fixture->delivery, "7/8", NULL);

    assert_int_equal(close->status, 1);
    assert_string_equal(close->errors,
                        "ticketgate command: this ticket system has no such operation\n");
    assert_string_equal(none->errors,
                        "ticketgate command: '7/8' is no ticket number, such as CASE#12; see "
                        "ticketgate command --help\n");
}

static void
a_number_has_the_signs_of_its_dialect(void **state)
{
    (void)state;
    g_autofree char *number = ticket_dialect_number(&tiny_dialect, "case#1");
    assert_string_equal(number, "CASE#1");
    assert_null(ticket_dialect_number(&tiny_dialect, "CASE-1"));
    assert_null(ticket_dialect_number(&tiny_dialect, ""));
    assert_null(ticket_dialect_number(&tiny_dialect, "1"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        tiny_test(a_mail_becomes_a_case),
        tiny_test(an_answer_becomes_a_note),
        tiny_test(what_it_cannot_do_becomes_a_note),
        tiny_test(what_would_reopen_becomes_a_note),
        tiny_test(a_create_in_doubt_is_found_by_its_reference),
        tiny_test(a_refusal_of_the_configuration_is_known_by_its_words),
        tiny_test(news_are_taken_and_acknowledged),
        tiny_test(a_command_says_what_cannot_be_done),
        cmocka_unit_test(a_number_has_the_signs_of_its_dialect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
