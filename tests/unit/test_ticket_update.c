/* `ticketgate comment`, `close` and `reopen`: one request each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "command_fixture.h"
#include "gateway/commands/command.h"
#include "http_server.h"

#define TOKEN "{\"access_token\": \"t0ken\", \"token_type\": \"Bearer\", \"expires_in\": \"3599\"}"

typedef struct {
    HttpServer *server;
    DeliveryFixture *delivery;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->server = http_server_start();
    g_autofree char *url = http_server_url(fixture->server, "");
    fixture->delivery = delivery_fixture_new(url);
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
    g_free(fixture);
    return 0;
}

static void
refuse_what_they_do_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_comment, 1);
    command_fixture_refuses(command_close, 1);
    command_fixture_refuses(command_reopen, 1);
}

static void
each_sends_its_action(void **state)
{
    static const struct {
        CommandFunction command;
        const char *action;
    } rows[] = {{command_comment, "\"action\":\"Comment\""},
                {command_close, "\"action\":\"Close\""},
                {command_reopen, "\"action\":\"Reopen\""}};
    const Fixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        http_server_add_json(fixture->server, "200 OK",
                             "{\"result\": {\"ticket_number\": \"INC0000001\", "
                             "\"reference_number\": \"R\", \"state\": \"Resolved\"}}");
        http_server_add_json(fixture->server, "200 OK",
                             "{\"result\": {\"ticket_number\": \"INC0000001\"}}");
        g_autoptr(CommandResult) result =
            command_fixture_run(rows[i].command, fixture->delivery, "INC0000001", "done\n");
        assert_int_equal(result->status, 0);
        const char *last =
            http_server_request(fixture->server, http_server_count(fixture->server) - 1);
        if (strstr(last, rows[i].action) == NULL || strstr(last, "PATCH /UpdateIncident") == NULL)
            fail_msg("row %u: %s", i, last);
    }
}

static void
a_number_that_is_none_is_not_sent(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(CommandResult) result =
        command_fixture_run(command_close, fixture->delivery, "../INC1", "");
    assert_int_equal(result->status, 1);
    assert_int_equal(http_server_count(fixture->server), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuse_what_they_do_not_know, setup, teardown),
        cmocka_unit_test_setup_teardown(each_sends_its_action, setup, teardown),
        cmocka_unit_test_setup_teardown(a_number_that_is_none_is_not_sent, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
