/* `ticketgate list` and `show`: what the API says, made harmless for a terminal. */
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
    command_fixture_refuses(command_list, 1);
    command_fixture_refuses(command_show, 1);
}

#define LIST                                                                                       \
    "{\"result\": [{\"ticket_number\": \"INC0000001\", \"state\": \"New\", "                       \
    "\"reference_number\": \"R1\", \"short_description\": \"red \\u001b[31m ink\"}]}"

static void
lists_in_columns_and_for_programs(void **state)
{
    const Fixture *fixture = *state;
    http_server_add_json(fixture->server, "200 OK", LIST);
    http_server_add_json(fixture->server, "200 OK", LIST);
    g_autoptr(CommandResult) columns = command_fixture_run(command_list, fixture->delivery, "", "");
    assert_int_equal(columns->status, 0);
    assert_non_null(strstr(columns->output, "INC0000001"));
    assert_null(strchr(columns->output, '\033'));
    g_autoptr(CommandResult) json =
        command_fixture_run(command_list, fixture->delivery, "--json", "");
    assert_int_equal(json->status, 0);
    assert_non_null(strstr(json->output, "\"INC0000001\""));
}

static void
an_empty_list_says_so(void **state)
{
    const Fixture *fixture = *state;
    http_server_add_json(fixture->server, "200 OK", "{\"result\": []}");
    g_autoptr(CommandResult) result = command_fixture_run(command_list, fixture->delivery, "", "");
    assert_string_equal(result->output, "There are no active tickets.\n");
}

static void
shows_every_field(void **state)
{
    const Fixture *fixture = *state;
    http_server_add_json(fixture->server, "200 OK",
                         "{\"result\": {\"ticket_number\": \"INC0000001\", \"state\": \"New\", "
                         "\"description\": \"one\\ntwo\", \"sla_due\": {}}}");
    g_autoptr(CommandResult) result =
        command_fixture_run(command_show, fixture->delivery, "INC0000001", "");
    assert_int_equal(result->status, 0);
    assert_non_null(strstr(result->output, "description           one\n"));
    assert_non_null(strstr(result->output, "\n                      two\n"));
}

static void
a_number_that_is_none_is_not_asked_for(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(CommandResult) result =
        command_fixture_run(command_show, fixture->delivery, "../INC1", "");
    assert_int_equal(result->status, 1);
    assert_string_not_equal(result->errors, "");
    assert_int_equal(http_server_count(fixture->server), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuse_what_they_do_not_know, setup, teardown),
        cmocka_unit_test_setup_teardown(lists_in_columns_and_for_programs, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_list_says_so, setup, teardown),
        cmocka_unit_test_setup_teardown(shows_every_field, setup, teardown),
        cmocka_unit_test_setup_teardown(a_number_that_is_none_is_not_asked_for, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
