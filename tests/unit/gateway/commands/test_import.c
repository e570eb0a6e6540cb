/* `ticketgate import`: what it takes, what it says, and how it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/commands/command.h"
#include "tests/unit/api_fixture.h"
#include "tests/unit/command_fixture.h"

static CommandResult *
import(const ApiFixture *fixture, const char *options)
{
    g_autofree char *path = g_build_filename(fixture->delivery->directory, "box", NULL);
    g_autofree char *line = g_strdup_printf("%s %s", options, path);
    assert_true(g_file_set_contents(path,
                                    "From user@customer.example Mon Jan  1 00:00:00 2024\n"
                                    "" DELIVERY_FIXTURE_MAIL,
                                    -1, NULL));
    return command_fixture_run(command_import, fixture->delivery, line, "");
}

static void
refuses_what_it_does_not_know(void **state)
{
    static const char *const lines[] = {"", "a b", "/nonexistent", "--wait=-1 /tmp"};
    const ApiFixture *fixture = *state;
    command_fixture_refuses(command_import, 64);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result =
            command_fixture_run(command_import, fixture->delivery, lines[i], "");
        assert_int_not_equal(result->status, 0);
        assert_int_not_equal(result->status, 75);
        assert_string_not_equal(result->errors, "");
    }
}

static void
only_for_real_it_sends(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(CommandResult) dry = import(fixture, "");
    assert_int_equal(dry->status, 0);
    assert_non_null(strstr(dry->output, "a dry run: nothing was sent"));
    assert_non_null(strstr(dry->output, "       1  create\n"));
    assert_int_equal(http_server_count(fixture->server), 0);
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "201 Created",
                         "{\"result\": {\"ticket_number\": \"INC0000007\"}}");
    g_autoptr(CommandResult) real = import(fixture, "--for-real --json");
    assert_int_equal(real->status, 0);
    assert_non_null(strstr(real->output, "\"create\" : 1"));
    assert_non_null(strstr(real->output, "\"is_dry_run\" : false"));
    assert_non_null(strstr(real->errors, "1/1 100%"));
    assert_int_equal(http_server_count(fixture->server), 2);
}

static void
what_is_not_finished_ends_in_75(void **state)
{
    const ApiFixture *fixture = *state;
    http_server_add_json(fixture->server, "503 Unavailable", "{}");
    g_autoptr(CommandResult) result = import(fixture, "--for-real --wait 0");
    assert_int_equal(result->status, 75);
    assert_non_null(strstr(result->output, "Not finished"));
    g_autoptr(CommandResult) route = import(fixture, "--for-real --recipient x@elsewhere.example");
    assert_int_not_equal(route->status, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test(refuses_what_it_does_not_know),
        api_fixture_test(only_for_real_it_sends),
        api_fixture_test(what_is_not_finished_ends_in_75),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
