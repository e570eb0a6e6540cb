/* `ticketgate check-config`: reports every mistake at once, and nothing if there is no mistake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "tests/unit/command_fixture.h"

#define KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_check_config, 1);
}

static CommandResult *
check(const DeliveryFixture *fixture)
{
    return command_fixture_run(command_check_config, fixture, "", "");
}

static void
write_key(const DeliveryFixture *fixture, guint mode)
{
    assert_true(g_file_set_contents(fixture->config->key_file, KEY, -1, NULL));
    assert_int_equal(g_chmod(fixture->config->key_file, mode), 0);
}

static void
a_good_file_is_good(void **state)
{
    const DeliveryFixture *fixture = *state;
    write_key(fixture, 0600);
    delivery_fixture_edit(fixture, "[mail]\n", "[mail]\ntemplates = " TEMPLATES "\n");
    g_autoptr(CommandResult) result = check(fixture);
    assert_int_equal(result->status, 0);
    assert_string_equal(result->errors, "");
    g_autofree char *wanted = g_strdup_printf(
        "%s: no mistakes found. Mail to\n  every recipient -> ci PRINTERS\n", fixture->config_path);
    assert_string_equal(result->output, wanted);
}

static void
every_secret_is_looked_at(void **state)
{
    const DeliveryFixture *fixture = *state;
    write_key(fixture, 0600);
    delivery_fixture_edit(fixture, "[mail]\n",
                          "[oauth]\ntoken_url = https://a.example/\nclient_id = x\n"
                          "client_secret_file = no-client-secret\n"
                          "refresh_token_file = /no-refresh-token\n"
                          "[mail]\nsubmission_user = u\nsubmission_password_file = no-password\n"
                          "templates = " TEMPLATES "\n");
    g_autoptr(CommandResult) result = check(fixture);
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "[mail] submission_password_file: cannot open "));
    assert_non_null(strstr(result->errors, "[oauth] client_secret_file: cannot open "));
    assert_non_null(strstr(result->errors, "[oauth] refresh_token_file: cannot open "));
}

static void
names_every_mistake(void **state)
{
    const DeliveryFixture *fixture = *state;
    delivery_fixture_edit(fixture, "[spool]",
                          "[limits]\ndeadlin = 5m\nmax_message_size = much\n[spool]");
    g_autoptr(CommandResult) result = check(fixture);
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "");
    g_auto(GStrv) lines = g_strsplit(g_strchomp(result->errors), "\n", -1);
    assert_int_equal(g_strv_length(lines), 2);
    g_autofree char *start = g_strconcat(fixture->config_path, ": ", NULL);
    for (guint i = 0; i < 2; i++)
        assert_true(g_str_has_prefix(lines[i], start));
    g_autofree char *all = g_strjoinv(" ", lines);
    assert_non_null(strstr(all, "deadlin"));
    assert_non_null(strstr(all, "max_message_size"));
}

static void
a_missing_key_is_a_warning(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(CommandResult) result = check(fixture);
    assert_int_equal(result->status, 0);
    assert_non_null(strstr(result->output, ": no mistakes found."));
    assert_non_null(strstr(result->errors, ": warning: [mail] key_file: there is no "));
    assert_non_null(strstr(result->errors, fixture->config->key_file));
    assert_non_null(strstr(result->errors, "run ticketgate init\n"));
}

static void
a_key_that_others_can_read_is_a_mistake(void **state)
{
    const DeliveryFixture *fixture = *state;
    write_key(fixture, 0644);
    g_autoptr(CommandResult) result = check(fixture);
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "");
    assert_true(g_str_has_prefix(result->errors, fixture->config_path));
    assert_non_null(strstr(result->errors, fixture->config->key_file));
    const char *said = strstr(result->errors, "can be read by others");
    assert_non_null(said);
    assert_null(strstr(said + 1, "can be read by others"));
    assert_null(strstr(result->errors, "0123456789abcdef"));
}

static void
a_missing_secret_is_a_mistake(void **state)
{
    const DeliveryFixture *fixture = *state;
    assert_int_equal(g_unlink(fixture->config->client_secret_file), 0);
    g_autoptr(CommandResult) result = check(fixture);
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "");
    assert_true(g_str_has_prefix(result->errors, fixture->config_path));
    assert_non_null(strstr(result->errors, fixture->config->client_secret_file));
}

#define ROUTES                                                                                     \
    "[route hw]\nrecipient = hardware@desk.example;*@hw.example\nci = HW\n"                        \
    "[route sw]\nrecipient = sw@desk.example%s[spool]"

/* The routes in the order in which they are tried, each with its own configuration item or that of
 * [ticket]. */
static void
says_where_mail_goes(void **state)
{
    static const struct {
        const char *from, *to, *sw, *lines;
    } rows[] = {
        {"", "", "\n",
         "  hardware@desk.example; *@hw.example -> ci HW (route hw)\n"
         "  sw@desk.example -> ci PRINTERS (route sw)\n"
         "  everyone else -> ci PRINTERS\n"},
        {"ci = PRINTERS\n", "", "; support@desk.example\nci = SW\n",
         "  hardware@desk.example; *@hw.example -> ci HW (route hw)\n"
         "  sw@desk.example; support@desk.example -> ci SW (route sw)\n"
         "  everyone else -> refused (no [ticket] ci)\n"},
    };
    const DeliveryFixture *fixture = *state;
    g_autofree char *before = NULL;
    assert_true(g_file_get_contents(fixture->config_path, &before, NULL, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *routes = g_strdup_printf(ROUTES, rows[i].sw);
        delivery_fixture_edit(fixture, "[spool]", routes);
        if (*rows[i].from != '\0')
            delivery_fixture_edit(fixture, rows[i].from, rows[i].to);
        g_autoptr(CommandResult) result = check(fixture);
        assert_int_equal(result->status, 0);
        assert_string_equal(strchr(result->output, '\n') + 1, rows[i].lines);
        assert_true(g_file_set_contents(fixture->config_path, before, -1, NULL));
    }
}

static void
looks_at_the_places_that_are_named(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *from = g_strdup_printf("[spool]\npath = %s", fixture->directory);
    delivery_fixture_edit(fixture, from, "[spool]\npath = /no-such-directory");
    g_autoptr(CommandResult) result = check(fixture);
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, ": [spool] path: there is no directory /no-such-d"));
    assert_non_null(strstr(result->errors, ": warning: [mail] templates: "));
}

static void
says_what_is_wrong_with_the_socket(void **state)
{
    static const char *const rows[][2] = {
        {"listen = unix:/no-such-directory/lmtp.sock", "listen: there is no directory"},
        {"listen = 0.0.0.0:24", "listen: '0.0.0.0' is no loopback address"},
        {"listen = 127.0.0.1:0", "listen: '0' is no port"},
        {"listen = unix:lmtp.sock", "listen: the path 'lmtp.sock'"},
        {"socket_group = no-such-group", "socket_group: there is no group no-such-group"},
        {"listen = unix:/run/ticketgate/lmtp.sock", NULL}, /* systemd makes this directory */
        {"listen = 127.0.0.1:2424", NULL},
    };
    const DeliveryFixture *fixture = *state;
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(fixture->config_path, &text, NULL, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *wrong = g_strconcat(text, "[lmtp]\n", rows[i][0], "\n", NULL);
        assert_true(g_file_set_contents(fixture->config_path, wrong, -1, NULL));
        g_autoptr(CommandResult) result = check(fixture);
        assert_int_equal(result->status, rows[i][1] != NULL ? 1 : 0);
        assert_true(rows[i][1] == NULL || strstr(result->errors, rows[i][1]) != NULL);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(a_good_file_is_good),
        delivery_fixture_test(names_every_mistake),
        delivery_fixture_test(every_secret_is_looked_at),
        delivery_fixture_test(a_missing_key_is_a_warning),
        delivery_fixture_test(a_key_that_others_can_read_is_a_mistake),
        delivery_fixture_test(a_missing_secret_is_a_mistake),
        delivery_fixture_test(says_where_mail_goes),
        delivery_fixture_test(looks_at_the_places_that_are_named),
        delivery_fixture_test(says_what_is_wrong_with_the_socket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
