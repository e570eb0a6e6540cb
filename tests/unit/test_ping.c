/* `ticketgate ping`: token, then list, and which of them failed. */
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
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_ping, 1);
}

static void
says_what_works(void **state)
{
    const Fixture *fixture = *state;
    http_server_add_json(fixture->server, "200 OK",
                         "{\"result\": [{\"ticket_number\": \"INC1\"}]}");
    g_autoptr(CommandResult) result = command_fixture_run(command_ping, fixture->delivery, "", "");
    assert_int_equal(result->status, 0);
    assert_non_null(strstr(result->output, "configuration  ok"));
    assert_non_null(strstr(result->output, "token          ok"));
    assert_non_null(strstr(result->output, "1 active tickets"));
    assert_null(strstr(result->output, "t0ken"));
}

static void
says_what_failed(void **state)
{
    const Fixture *fixture = *state;
    http_server_add_json(fixture->server, "403 Forbidden", "{}");
    g_autoptr(CommandResult) result = command_fixture_run(command_ping, fixture->delivery, "", "");
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->output, "token          ok"));
    assert_non_null(strstr(result->output, "list           failed"));
    assert_non_null(strstr(result->errors, "403"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_what_it_does_not_know, setup, teardown),
        cmocka_unit_test_setup_teardown(says_what_works, setup, teardown),
        cmocka_unit_test_setup_teardown(says_what_failed, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
