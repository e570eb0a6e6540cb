/* The operations, against a server with every documented response and some others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/ticket_system.h"
#include "tests/unit/api_fixture.h"

#define NEW_TOKEN "{\"access_token\": \"new-t0ken\", \"expires_in\": 3599}"
#define CREATED                                                                                    \
    "{\"result\": {\"state\": \"inserted\", \"ticket_number\": \"INC0000007\", "                   \
    "\"reference_number\": \"R\"}}"

typedef struct {
    ApiFixture world;
    TicketSystem *system;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    api_fixture_start(&fixture->world);
    fixture->system = ticket_system_new(fixture->world.delivery->config, 0);
    api_fixture_add_token(&fixture->world);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    ticket_system_free(fixture->system);
    api_fixture_stop(&fixture->world);
    g_free(fixture);
    return 0;
}

static TicketRequest *
create_new(const char *reference)
{
    const TicketFields fields = {.operation = TICKET_OPERATION_CREATE,
                                 .reference_number = reference,
                                 .short_description = "Printer"};
    return ticket_request_new(ticket_dialect_of(NULL), &fields);
}

static TicketRequest *
comment_new(const char *number)
{
    const TicketFields fields = {.operation = TICKET_OPERATION_COMMENT, .ticket_number = number};
    return ticket_request_new(ticket_dialect_of(NULL), &fields);
}

static void
create_sends_token_and_body(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->world.server, "201 Created", CREATED);
    g_autoptr(TicketRequest) request = create_new("R");
    g_autoptr(GError) error = NULL;
    g_autoptr(Ticket) ticket = ticket_system_create(fixture->system, request, &error);
    assert_null(error);
    assert_string_equal(ticket->ticket_number, "INC0000007");
    const char *token = http_server_request(fixture->world.server, 0);
    assert_memory_equal(token, "POST /token?grant_type=client_credentials HTTP/1.1\r\n", 52);
    assert_non_null(strstr(token, "client_id=unit&client_secret=unit-test-secret"));
    const char *sent = http_server_request(fixture->world.server, 1);
    assert_memory_equal(sent, "POST /NewIncident HTTP/1.1\r\n", 28);
    assert_non_null(strcasestr(sent, "\r\nAuthorization: Bearer t0ken\r\n"));
    assert_non_null(strstr(sent, "\"short_description\":\"Printer\""));
}

/* Each status, on create, update and get. 0: success. */
static const struct {
    const char *status, *field;
    int create, update, get;
} responses[] = {
    {"200 OK", NULL, 0, 0, 0},
    {"201 Created", NULL, 0, 0, 0},
    {"202 Accepted", NULL, 0, 0, 0},
    {"302 Found", NULL, DELIVERY_ERROR_API_DOUBT, DELIVERY_ERROR_API_DOUBT,
     DELIVERY_ERROR_API_DOUBT},
    {"400 Bad Request", NULL, DELIVERY_ERROR_API_REFUSED, DELIVERY_ERROR_API_REFUSED,
     DELIVERY_ERROR_API_DENIED},
    {"403 Forbidden", NULL, DELIVERY_ERROR_API_DENIED, DELIVERY_ERROR_API_DENIED,
     DELIVERY_ERROR_API_DENIED},
    {"413 Content Too Large", NULL, DELIVERY_ERROR_API_CONTENT, DELIVERY_ERROR_API_CONTENT,
     DELIVERY_ERROR_API_DENIED},
    {"414 URI Too Long", NULL, DELIVERY_ERROR_API_CONTENT, DELIVERY_ERROR_API_CONTENT,
     DELIVERY_ERROR_API_DENIED},
    {"415 Unsupported Media Type", NULL, DELIVERY_ERROR_API_CONTENT, DELIVERY_ERROR_API_CONTENT,
     DELIVERY_ERROR_API_DENIED},
    {"422 Unprocessable Content", NULL, DELIVERY_ERROR_API_CONTENT, DELIVERY_ERROR_API_CONTENT,
     DELIVERY_ERROR_API_DENIED},
    {"404 Not Found", NULL, DELIVERY_ERROR_CONFIGURATION, DELIVERY_ERROR_API_NOT_FOUND,
     DELIVERY_ERROR_API_NOT_FOUND},
    {"405 Method Not Allowed", NULL, DELIVERY_ERROR_CONFIGURATION, DELIVERY_ERROR_CONFIGURATION,
     DELIVERY_ERROR_CONFIGURATION},
    {"412 Precondition Failed", NULL, DELIVERY_ERROR_API_STATE, DELIVERY_ERROR_API_STATE,
     DELIVERY_ERROR_API_DENIED},
    {"418 Teapot", NULL, DELIVERY_ERROR_API_DOUBT, DELIVERY_ERROR_API_DOUBT,
     DELIVERY_ERROR_API_DENIED},
    {"429 Too Many Requests", "Retry-After: 7", DELIVERY_ERROR_API_BUSY, DELIVERY_ERROR_API_BUSY,
     DELIVERY_ERROR_API_BUSY},
    {"500 Internal Server Error", NULL, DELIVERY_ERROR_API_DOUBT, DELIVERY_ERROR_API_DOUBT,
     DELIVERY_ERROR_API_DOUBT},
    {"502 Bad Gateway", NULL, DELIVERY_ERROR_API_DOUBT, DELIVERY_ERROR_API_DOUBT,
     DELIVERY_ERROR_API_DOUBT},
    {"503 Service Unavailable", NULL, DELIVERY_ERROR_API_DOUBT, DELIVERY_ERROR_API_DOUBT,
     DELIVERY_ERROR_API_DOUBT},
    {"503 Service Unavailable", "Retry-After: 7", DELIVERY_ERROR_API_BUSY, DELIVERY_ERROR_API_BUSY,
     DELIVERY_ERROR_API_BUSY},
};

static void
add_response(const Fixture *fixture, guint row)
{
    if (responses[row].field != NULL)
        http_server_add_field(fixture->world.server, responses[row].status, responses[row].field,
                              CREATED);
    else
        http_server_add_json(fixture->world.server, responses[row].status, CREATED);
}

static void
assert_result(guint row, const char *operation, gboolean is_done, GError *error, int expected)
{
    if (is_done != (expected == 0) ||
        (error != NULL && !g_error_matches(error, DELIVERY_ERROR, expected)))
        fail_msg("%s on %s: %s", responses[row].status, operation,
                 error != NULL ? error->message : "done");
}

static void
every_response_says_what_to_do(void **state)
{
    Fixture *fixture = *state;
    for (guint row = 0; row < G_N_ELEMENTS(responses); row++) {
        g_autoptr(TicketRequest) request = create_new("R");
        g_autoptr(GError) create = NULL, update = NULL, get = NULL;
        add_response(fixture, row);
        g_autoptr(Ticket) created = ticket_system_create(fixture->system, request, &create);
        assert_result(row, "create", created != NULL, create, responses[row].create);
        assert_int_equal(ticket_system_retry_after_s(fixture->system),
                         responses[row].field != NULL ? 7 : -1);
        add_response(fixture, row);
        gboolean is_updated = ticket_system_update(fixture->system, request, &update);
        assert_result(row, "update", is_updated, update, responses[row].update);
        add_response(fixture, row);
        g_autoptr(Ticket) got = ticket_system_get(fixture->system, "INC0000007", &get);
        assert_result(row, "get", got != NULL, get, responses[row].get);
    }
}

static void
a_dead_token_is_renewed_once(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->world.server, "401 Unauthorized", "{}");
    http_server_add_json(fixture->world.server, "200 OK", NEW_TOKEN);
    http_server_add_json(fixture->world.server, "201 Created", CREATED);
    g_autoptr(TicketRequest) request = create_new("R");
    assert_true(ticket_system_update(fixture->system, request, NULL));
    assert_non_null(
        strcasestr(http_server_request(fixture->world.server, 3), "Bearer new-t0ken\r\n"));
    assert_non_null(
        strstr(http_server_request(fixture->world.server, 3), "\"short_description\":\"Printer\""));

    http_server_add_json(fixture->world.server, "401 Unauthorized", "{}");
    api_fixture_add_token(&fixture->world);
    http_server_add_json(fixture->world.server, "401 Unauthorized", "{}");
    g_autoptr(GError) error = NULL;
    assert_false(ticket_system_update(fixture->system, request, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_UNAUTHORISED));
    assert_null(strstr(error->message, "t0ken"));
}

/* It may have been done before the 401: the caller checks first. */
static void
a_create_is_not_repeated_blindly(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->world.server, "401 Unauthorized", "{}");
    http_server_add_json(fixture->world.server, "200 OK", NEW_TOKEN);
    g_autoptr(TicketRequest) request = create_new("R");
    g_autoptr(GError) error = NULL;
    assert_null(ticket_system_create(fixture->system, request, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_UNAUTHORISED));
    assert_true(ticket_system_has_new_token(fixture->system));
    http_server_add_json(fixture->world.server, "201 Created", CREATED);
    g_autoptr(Ticket) ticket = ticket_system_create(fixture->system, request, NULL);
    assert_non_null(ticket);
    assert_false(ticket_system_has_new_token(fixture->system));
    assert_non_null(
        strcasestr(http_server_request(fixture->world.server, 3), "Bearer new-t0ken\r\n"));
}

/* The client may not use this API: each further token would be refused, too. */
static void
a_token_that_was_just_issued_is_not_renewed_again(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->world.server, "401 Unauthorized", "{}");
    http_server_add_json(fixture->world.server, "200 OK", NEW_TOKEN);
    http_server_add_json(fixture->world.server, "401 Unauthorized", "{\"transactionId\": \"t-1\"}");
    http_server_add_json(fixture->world.server, "401 Unauthorized", "{}");
    g_autoptr(TicketRequest) request = create_new("R");
    g_autoptr(GError) error = NULL;
    assert_null(ticket_system_create(fixture->system, request, NULL));
    assert_null(ticket_system_create(fixture->system, request, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_UNAUTHORISED));
    assert_non_null(strstr(error->message, "(transaction t-1); the token was just issued, so ask"));
    assert_null(ticket_system_list(fixture->system, NULL));
    assert_int_equal(http_server_count(fixture->world.server), 5); /* two of them for tokens */
}

static void
odd_answers_are_read_with_patience(void **state)
{
    Fixture *fixture = *state;
    static const struct {
        const char *json;
        gboolean is_done;
        const char *number;
    } rows[] = {
        {"{\"ticket_number\": \"INC0000008\"}", TRUE, "INC0000008"},
        {"{\"result\": {\"ticket_number\": null}}", TRUE, NULL},
        {"{\"result\": {}}", TRUE, NULL},
        {"{}", TRUE, NULL},
        {"not JSON", FALSE, NULL},
        {"{\"result\": ", FALSE, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        http_server_add_json(fixture->world.server, "200 OK", rows[i].json);
        g_autoptr(TicketRequest) request = create_new("R");
        g_autoptr(GError) error = NULL;
        g_autoptr(Ticket) ticket = ticket_system_create(fixture->system, request, &error);
        assert_int_equal(ticket != NULL, rows[i].is_done);
        if (ticket != NULL)
            assert_int_equal(g_strcmp0(ticket->ticket_number, rows[i].number), 0);
        else
            assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    }
}

static void
a_response_that_broke_off_says_why(void **state)
{
    Fixture *fixture = *state;
    http_server_add(fixture->world.server, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}");
    g_autoptr(GError) error = NULL;
    assert_null(ticket_system_get(fixture->system, "INC0000007", &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    assert_non_null(strstr(error->message, " broke off: "));
    assert_non_null(strstr(error->message, " 7 bytes ")); /* that are missing, says libcurl */
}

/* The request may have changed somebody else's ticket. */
static void
an_response_about_another_ticket_is_doubt(void **state)
{
    Fixture *fixture = *state;
    static const char other[] = "{\"result\": {\"ticket_number\": \"INC0000008\"}}";
    g_autoptr(TicketRequest) update = comment_new("INC0000007");
    g_autoptr(TicketRequest) referenced = create_new("TGA");
    g_autoptr(GError) updated = NULL, got = NULL, created = NULL;

    http_server_add_json(fixture->world.server, "200 OK", other);
    assert_false(ticket_system_update(fixture->system, update, &updated));
    assert_true(g_error_matches(updated, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    http_server_add_json(fixture->world.server, "200 OK", other);
    assert_null(ticket_system_get(fixture->system, "INC0000007", &got));
    assert_true(g_error_matches(got, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    http_server_add_json(fixture->world.server, "201 Created",
                         "{\"result\": {\"ticket_number\": \"INC1\", \"reference_number\": "
                         "\"TGB\"}}");
    assert_null(ticket_system_create(fixture->system, referenced, &created));
    assert_true(g_error_matches(created, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));

    static const char *const same[] = {"{\"result\": {\"ticket_number\": \"inc0000007\"}}",
                                       "{\"result\": {}}", "{\"ticket_number\": \"\"}"};
    for (guint i = 0; i < G_N_ELEMENTS(same); i++) {
        http_server_add_json(fixture->world.server, "200 OK", same[i]);
        assert_true(ticket_system_update(fixture->system, update, NULL));
    }
}

static void
the_transaction_is_in_the_error(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->world.server, "500 Broken",
                         "{\"transactionId\": \"abc-123\", \"message\": \"Backend fault\"}");
    g_autoptr(TicketRequest) request = create_new("R");
    g_autoptr(GError) error = NULL;
    assert_null(ticket_system_create(fixture->system, request, &error));
    assert_non_null(strstr(error->message, "Backend fault (transaction abc-123)"));
    assert_string_equal(ticket_system_reason(fixture->system), "Backend fault");
}

static void
what_passed_is_known_until_it_is_forgotten(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->world.server, "403 Forbidden", "{}");
    assert_null(ticket_system_list(fixture->system, NULL));
    assert_false(ticket_system_has_passed(fixture->system));
    http_server_add_json(fixture->world.server, "200 OK", "{\"result\": []}");
    g_autoptr(GPtrArray) list = ticket_system_list(fixture->system, NULL);
    assert_true(ticket_system_has_passed(fixture->system));
    http_server_add_json(fixture->world.server, "403 Forbidden", "{}");
    assert_null(ticket_system_list(fixture->system, NULL));
    assert_true(ticket_system_has_passed(fixture->system));
    ticket_system_forget(fixture->system);
    assert_false(ticket_system_has_passed(fixture->system));
}

static void
a_list_keeps_what_is_a_ticket(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(
        fixture->world.server, "200 OK",
        "{\"result\": [{\"ticket_number\": \"INC1\", \"state\": \"New\"}, 7, null, {}]}");
    g_autoptr(GPtrArray) tickets = ticket_system_list(fixture->system, NULL);
    assert_int_equal(tickets->len, 2);
    assert_string_equal(((Ticket *)g_ptr_array_index(tickets, 0))->state, "New");
}

static void
a_get_follows_a_redirect_on_the_same_host_only(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *there = http_server_url(fixture->world.server, "/there");
    g_autofree char *field = g_strconcat("Location: ", there, NULL);
    http_server_add_field(fixture->world.server, "302 Found", field, "");
    http_server_add_json(fixture->world.server, "200 OK", CREATED);
    g_autoptr(Ticket) ticket = ticket_system_get(fixture->system, "INC0000007", NULL);
    assert_non_null(ticket);
    assert_memory_equal(http_server_request(fixture->world.server, 2), "GET /there ", 11);

    http_server_add_field(fixture->world.server, "302 Found",
                          "Location: https://elsewhere.example/", "");
    g_autoptr(GError) error = NULL;
    assert_null(ticket_system_get(fixture->system, "INC0000007", &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));

    g_autoptr(TicketRequest) request = create_new("R");
    http_server_add_field(fixture->world.server, "302 Found", field, "");
    g_autoptr(GError) post = NULL;
    guint count = http_server_count(fixture->world.server);
    assert_null(ticket_system_create(fixture->system, request, &post));
    assert_true(g_error_matches(post, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    assert_int_equal(http_server_count(fixture->world.server), count + 1);
}

static void
nothing_there_is_down_not_doubt(void **state)
{
    (void)state;
    DeliveryFixture *delivery = delivery_fixture_new("http://127.0.0.1:1");
    g_autoptr(TicketSystem) api = ticket_system_new(delivery->config, 0);
    g_autoptr(GError) error = NULL;
    assert_null(ticket_system_list(api, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN));
    g_clear_pointer(&api, ticket_system_free);
    delivery_fixture_free(delivery);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_token_that_was_just_issued_is_not_renewed_again, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(create_sends_token_and_body, setup, teardown),
        cmocka_unit_test_setup_teardown(every_response_says_what_to_do, setup, teardown),
        cmocka_unit_test_setup_teardown(a_dead_token_is_renewed_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_create_is_not_repeated_blindly, setup, teardown),
        cmocka_unit_test_setup_teardown(odd_answers_are_read_with_patience, setup, teardown),
        cmocka_unit_test_setup_teardown(a_response_that_broke_off_says_why, setup, teardown),
        cmocka_unit_test_setup_teardown(a_list_keeps_what_is_a_ticket, setup, teardown),
        cmocka_unit_test_setup_teardown(an_response_about_another_ticket_is_doubt, setup, teardown),
        cmocka_unit_test_setup_teardown(the_transaction_is_in_the_error, setup, teardown),
        cmocka_unit_test_setup_teardown(what_passed_is_known_until_it_is_forgotten, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_get_follows_a_redirect_on_the_same_host_only, setup,
                                        teardown),
        cmocka_unit_test(nothing_there_is_down_not_doubt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
