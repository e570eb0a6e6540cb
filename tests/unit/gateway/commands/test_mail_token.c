/* `ticketgate mail-token`: prints the token and nothing else, or says why there is no token. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/commands/command.h"
#include "tests/unit/api_fixture.h"
#include "tests/unit/command_fixture.h"

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_mail_token, 1);
}

/* The configuration of the fixture with [oauth] at its server. */
static void
add_oauth(const ApiFixture *fixture)
{
    const Config *config = fixture->delivery->config;
    g_autofree char *group = g_strdup_printf(
        "[oauth]\ntoken_url = %s\nclient_id = mail\nclient_secret_file = %s\n[mail]\n",
        config->token_url, config->client_secret_file);
    delivery_fixture_edit(fixture->delivery, "[mail]\n", group);
}

static CommandResult *
run(const ApiFixture *fixture)
{
    return command_fixture_run(command_mail_token, fixture->delivery, "", "");
}

static void
prints_the_token_and_keeps_it(void **state)
{
    const ApiFixture *fixture = *state;
    add_oauth(fixture);
    api_fixture_add_token(fixture);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(CommandResult) result = run(fixture);
        assert_string_equal(result->errors, "");
        assert_string_equal(result->output, "t0ken\n");
        assert_int_equal(result->status, 0);
    }
    assert_int_equal(http_server_count(fixture->server), 1);
    g_autofree char *cache = g_build_filename(fixture->delivery->directory, "oauth-token", NULL);
    assert_true(g_file_test(cache, G_FILE_TEST_EXISTS));
    assert_false(g_file_test(fixture->delivery->config->token_cache, G_FILE_TEST_EXISTS));
}

static void
says_why_there_is_none(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(CommandResult) missing = run(fixture);
    assert_int_equal(missing->status, 1);
    assert_non_null(strstr(missing->errors, "[oauth] token_url: missing"));
    add_oauth(fixture);
    http_server_add_json(fixture->server, "401 Unauthorized", "{\"error\": \"invalid_client\"}");
    g_autoptr(CommandResult) refused = run(fixture);
    assert_int_equal(refused->status, 1);
    assert_string_equal(refused->output, "");
    assert_non_null(strstr(refused->errors, "401 (invalid_client); check [oauth] client_id"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test(refuses_what_it_does_not_know),
        api_fixture_test(prints_the_token_and_keeps_it),
        api_fixture_test(says_why_there_is_none),
    };
    return cmocka_run_group_tests_name("mail_token", tests, NULL, NULL);
}
