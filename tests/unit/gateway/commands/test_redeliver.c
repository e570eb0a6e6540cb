/* `ticketgate redeliver`: delivers again, but only on purpose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/quarantine/quarantine.h"
#include "tests/unit/api_fixture.h"
#include "tests/unit/command_fixture.h"

#define CREATED "{\"result\": {\"ticket_number\": \"INC0000007\"}}"
#define NAME "0123456789abcdef0123456789abcdef.oversize"

static CommandResult *
redeliver(const ApiFixture *fixture, const char *words)
{
    return command_fixture_run(command_redeliver, fixture->delivery, words, DELIVERY_FIXTURE_MAIL);
}

static gboolean
has_confirmation(const ApiFixture *fixture)
{
    g_autoptr(Journal) journal = journal_open_configured(fixture->delivery->config, NULL);
    gint64 later_s = g_get_real_time() / G_USEC_PER_SEC + 4000;
    g_autoptr(OutboxItem) item = journal_outbox_next(journal, later_s, NULL);
    return item != NULL;
}

static void
refuses_what_it_does_not_know(void **state)
{
    static const char *const lines[] = {"", "a b", "--again", "nobody"};
    const ApiFixture *fixture = *state;
    command_fixture_refuses(command_redeliver, 1);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result = redeliver(fixture, lines[i]);
        assert_int_not_equal(result->status, 0);
        assert_string_not_equal(result->errors, "");
    }
    assert_int_equal(http_server_count(fixture->server), 0);
}

static void
a_delivered_mail_is_told_and_stays_one(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "201 Created", CREATED);
    g_autoptr(CommandResult) first = redeliver(fixture, "-");
    assert_int_equal(first->status, 0);
    assert_non_null(strstr(first->output, "standard input: create INC0000007: "));
    g_autoptr(CommandResult) second = redeliver(fixture, "-");
    assert_int_equal(second->status, 1);
    assert_string_equal(second->output, "");
    assert_non_null(strstr(second->errors, "was delivered as INC0000007 at 20"));
    assert_non_null(strstr(second->errors, "--again makes a second one"));
    assert_int_equal(http_server_count(fixture->server), 2);
    http_server_add_json(fixture->server, "201 Created", CREATED);
    g_autoptr(CommandResult) again = redeliver(fixture, "--again -");
    assert_int_equal(again->status, 0);
    assert_int_equal(http_server_count(fixture->server), 3);
}

static void
the_confirmation_can_be_left_out(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "201 Created", CREATED);
    g_autoptr(CommandResult) quiet = redeliver(fixture, "--no-confirmation -");
    assert_int_equal(quiet->status, 0);
    assert_false(has_confirmation(fixture));
    http_server_add_json(fixture->server, "201 Created", CREATED);
    g_autoptr(CommandResult) usual = redeliver(fixture, "--again -");
    assert_int_equal(usual->status, 0);
    assert_true(has_confirmation(fixture));
}

/* With its recipient, so it takes the same route. */
static void
a_quarantined_mail_keeps_its_route_and_its_place(void **state)
{
    const ApiFixture *fixture = *state;
    delivery_fixture_edit(fixture->delivery, "[spool]",
                          "[route hw]\nrecipient = hardware@desk.example\nci = HW\n[spool]");
    int fd = delivery_fixture_message(DELIVERY_FIXTURE_MAIL);
    assert_true(quarantine_keep(fixture->delivery->config->quarantine_path, NAME, fd,
                                "Kind: oversize\nRecipient: hardware@desk.example\n\nNo", NULL));
    close(fd);
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "201 Created", CREATED);
    g_autoptr(CommandResult) result = redeliver(fixture, "--again 01234567");
    assert_int_equal(result->status, 0);
    assert_non_null(strstr(result->output, NAME ": create INC0000007"));
    assert_non_null(strstr(api_fixture_last_request(fixture), "\"HW\""));
    g_autofree char *path =
        g_build_filename(fixture->delivery->config->quarantine_path, "new", NAME, NULL);
    assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test(refuses_what_it_does_not_know),
        api_fixture_test(a_delivered_mail_is_told_and_stays_one),
        api_fixture_test(the_confirmation_can_be_left_out),
        api_fixture_test(a_quarantined_mail_keeps_its_route_and_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
