/* `ticketgate deliver`: statuses and the one line for the mail server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-glib/json-glib.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "tests/unit/api_fixture.h"
#include "tests/unit/command_fixture.h"

#define MAIL                                                                                       \
    "From: a@customer.example\nSubject: Printer\nMessage-ID: <a@customer.example>\n\nHello\n"
#define CREATED "{\"result\": {\"ticket_number\": \"INC0000007\"}}"
#define ROUTE "[route hw]\nrecipient = hardware@desk.example\nci = HW\n[spool]"

static CommandResult *
deliver(const ApiFixture *fixture, const char *options, const char *input)
{
    return command_fixture_run(command_deliver, fixture->delivery, options, input);
}

/* If the command line or the configuration is wrong, the mail waits. */
static void
wrong_options_let_the_mail_wait(void **state)
{
    (void)state;
    command_fixture_refuses(command_deliver, 75);
}

/* Nothing on standard output, one line with a status on standard error, and the input is read to
 * its end: some MTAs take a broken pipe for success. */
static void
assert_failure(const CommandResult *result, int status, const char *start)
{
    if (result->status != status || !g_str_has_prefix(result->errors, start) ||
        strchr(result->errors, '\n') != result->errors + strlen(result->errors) - 1)
        fail_msg("status %d instead of %d, \"%s\"", result->status, status, result->errors);
    assert_string_equal(result->output, "");
}

/* The line for the mail server, which the sender may see, tells less. */
static void
a_dry_run_tells_the_operator_why(void **state)
{
    const ApiFixture *fixture = *state;
    delivery_fixture_edit(fixture->delivery, "[spool]", "[limits]\ndeadline = soon\n[spool]");
    g_autoptr(CommandResult) tried = deliver(fixture, "--dry-run", MAIL);
    assert_failure(tried, 75, "4.3.5 ");
    assert_non_null(strstr(tried->errors, "[limits] deadline: 'soon' is not a time such as"));
    g_autoptr(CommandResult) result = deliver(fixture, "", MAIL);
    assert_failure(result, 75, "4.3.5 The ticket gateway is not set up correctly;");
}

static void
no_api_is_one_line_and_75(void **state)
{
    const ApiFixture *fixture = *state;
    http_server_add_json(fixture->server, "503 Unavailable", "{}");
    g_autoptr(CommandResult) result = deliver(fixture, "--recipient support@desk.example", MAIL);
    assert_failure(result, 75, "4.4.1 ");
    assert_null(strstr(result->errors, "127.0.0.1"));
}

static void
a_ticket_is_silence_and_0(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "201 Created", CREATED);
    g_autoptr(CommandResult) result = deliver(fixture, "--recipient support@desk.example", MAIL);
    assert_int_equal(result->status, 0);
    assert_string_equal(result->output, "");
    assert_string_equal(result->errors, "");
    assert_non_null(strstr(api_fixture_last_request(fixture), "POST /NewIncident "));
    assert_non_null(strstr(api_fixture_last_request(fixture), "Printer"));
}

/* If the sender can correct the mail, it goes back, with a status that tells the MTA so. */
static void
a_mail_at_fault_goes_back(void **state)
{
    static const struct {
        const char *from, *to; /* of the configuration */
        const char *options;
        int status;
        const char *start;
    } rows[] = {
        {"[spool]", "[limits]\nmax_message_size = 64k\n[spool]", "", 65, "5.3.4 "},
        {"[ticket]\nci = PRINTERS\nservice = Office\n",
         "[route hw]\nrecipient = hardware@desk.example; support@desk.example\nci = HW\nservice = "
         "Office\n",
         "--recipient nobody@desk.example", 67, "5.1.1 "},
        {"[spool]", "[policy]\ndeny = customer.example\n[spool]", "", 77, "5.7.1 "},
    };
    const ApiFixture *fixture = *state;
    g_autofree char *before = NULL;
    assert_true(g_file_get_contents(fixture->delivery->config_path, &before, NULL, NULL));
    g_autofree char *rest = g_strnfill(70000, 'x');
    g_autofree char *mail = g_strconcat(MAIL, rest, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        delivery_fixture_edit(fixture->delivery, rows[i].from, rows[i].to);
        g_autoptr(CommandResult) result = deliver(fixture, rows[i].options, mail);
        assert_failure(result, rows[i].status, rows[i].start);
        assert_int_equal(result->read_bytes, strlen(mail));
        assert_true(g_file_set_contents(fixture->delivery->config_path, before, -1, NULL));
    }
    assert_int_equal(http_server_count(fixture->server), 0);
}

static void
a_mistake_of_the_operator_reads_the_mail_to_its_end(void **state)
{
    static const char *const options[] = {"--nonsense", "a-word", "--config /nonexistent/x.conf"};
    const ApiFixture *fixture = *state;
    g_autofree char *rest = g_strnfill(100000, 'x');
    g_autofree char *mail = g_strconcat(MAIL, rest, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
        g_autoptr(CommandResult) result = deliver(fixture, options[i], mail);
        assert_failure(result, 75, "4.3.5 ");
        assert_int_equal(result->read_bytes, strlen(mail));
    }
}

/* The JSON object of the dry run. (transfer full) */
static JsonNode *
dry_run(const ApiFixture *fixture, const char *options)
{
    g_autofree char *line = g_strconcat("--dry-run ", options, NULL);
    g_autoptr(CommandResult) result = deliver(fixture, line, MAIL);
    JsonNode *node = json_from_string(result->output, NULL);
    if (result->status != 0 || node == NULL || *result->errors != '\0')
        fail_msg("%s: status %d, \"%s\"", options, result->status, result->errors);
    return node;
}

static void
a_dry_run_prints_one_object_and_asks_nobody(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(JsonNode) node = dry_run(fixture, "--sender a@customer.example");
    JsonObject *object = json_node_get_object(node);
    assert_string_equal(json_object_get_string_member(object, "class"), "human");
    assert_string_equal(json_object_get_string_member(object, "decision"), "create");
    assert_int_equal(http_server_count(fixture->server), 0);
}

static void
addresses_come_with_brackets_or_without(void **state)
{
    static const struct {
        const char *options, *ci;
        gboolean has_reply; /* the null sender gets no confirmation */
    } rows[] = {
        {"--sender a@customer.example --recipient hardware@desk.example", "HW", TRUE},
        {"--sender '<a@customer.example>' --recipient '<hardware@desk.example>'", "HW", TRUE},
        {"-f '<>' -r x@desk.example", "PRINTERS", FALSE},
        {"-f '' -r '<hardware@desk.exampleX'", "PRINTERS", FALSE},
        {"-f '>' -r 'Xhardware@desk.example>'", "PRINTERS", TRUE},
    };
    const ApiFixture *fixture = *state;
    delivery_fixture_edit(fixture->delivery, "[spool]", ROUTE);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(JsonNode) node = dry_run(fixture, rows[i].options);
        JsonObject *object = json_node_get_object(node);
        JsonObject *request =
            json_array_get_object_element(json_object_get_array_member(object, "requests"), 0);
        JsonObject *body = json_object_get_object_member(request, "body");
        assert_string_equal(json_object_get_string_member(body, "ci"), rows[i].ci);
        assert_int_equal(json_object_get_null_member(object, "reply"), !rows[i].has_reply);
    }
}

/* The brackets of the second recipient are removed, too: it finds its own route. */
static void
every_recipient_is_stripped(void **state)
{
    const ApiFixture *fixture = *state;
    delivery_fixture_edit(fixture->delivery, "[spool]", ROUTE);
    g_autoptr(JsonNode) node =
        dry_run(fixture, "-r '<x@desk.example>' -r '<hardware@desk.example>'");
    JsonArray *others = json_object_get_array_member(json_node_get_object(node), "other_routes");
    assert_int_equal(json_array_get_length(others), 1);
    assert_string_equal(
        json_object_get_string_member(json_array_get_object_element(others, 0), "route"), "hw");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test(wrong_options_let_the_mail_wait),
        api_fixture_test(a_dry_run_tells_the_operator_why),
        api_fixture_test(no_api_is_one_line_and_75),
        api_fixture_test(a_ticket_is_silence_and_0),
        api_fixture_test(a_mail_at_fault_goes_back),
        api_fixture_test(a_mistake_of_the_operator_reads_the_mail_to_its_end),
        api_fixture_test(a_dry_run_prints_one_object_and_asks_nobody),
        api_fixture_test(addresses_come_with_brackets_or_without),
        api_fixture_test(every_recipient_is_stripped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
