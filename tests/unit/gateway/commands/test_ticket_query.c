/* `ticketgate list` and `show`: the API's data, made safe for a terminal. */
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

static void
refuse_what_they_do_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_list, 1);
    command_fixture_refuses(command_show, 1);
}

/* The output of `command` for the API's response to its only request. */
static CommandResult *
run_with_answer(const ApiFixture *fixture, CommandFunction command, const char *arguments,
                const char *answer)
{
    api_fixture_add_token(fixture);
    api_fixture_add(fixture, answer);
    return command_fixture_run(command, fixture->delivery, arguments, "");
}

/* The second ticket has a state that is too wide for its column, and lacks all optional members. */
#define LIST                                                                                       \
    "{\"result\": [{\"ticket_number\": \"INC0000001\", \"state\": \"New\", "                       \
    "\"reference_number\": \"R1\", \"short_description\": \"red \\u001b[31m ink\"}, "              \
    "{\"ticket_number\": \"INC2\", \"state\": \"Awaiting Problem Management\"}]}"

static void
lists_in_columns(void **state)
{
    g_setenv("COLUMNS", "20", TRUE); /* output is no terminal: nothing is cut */
    g_autoptr(CommandResult) result = run_with_answer(*state, command_list, "", LIST);
    g_unsetenv("COLUMNS");
    assert_int_equal(result->status, 0);
    assert_string_equal(result->output,
                        "NUMBER      STATE                        REFERENCE  SHORT DESCRIPTION\n"
                        "INC0000001  New                          R1         red ?[31m ink\n"
                        "INC2        Awaiting Problem Management\n");
}

#define STATES                                                                                     \
    "{\"result\": [{\"ticket_number\": \"INC0000003\", \"state\": \"New\"}, "                      \
    "{\"ticket_number\": \"INC0000001\", \"state\": \"In Progress\"}, "                            \
    "{\"ticket_number\": \"INC0000002\"}, "                                                        \
    "{\"ticket_number\": \"INC0000004\", \"state\": \"new\"}]}"

static void
the_list_is_chosen_sorted_and_limited(void **state)
{
    static const struct {
        const char *options, *numbers;
    } rows[] = {
        {"", "3124"},
        {"--state new", "34"},
        {"--state NEW --limit 1", "3"},
        {"-s in-progress", "1"},
        {"-s 'in progress'", "1"},
        {"-s in_progres", ""},
        {"--sort number", "1234"},
        {"--sort state -n 2", "21"}, /* none comes before "In Progress" */
        {"-n 100", "3124"},
    };
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *line = g_strconcat("--json ", rows[i].options, NULL);
        api_fixture_add(fixture, STATES);
        g_autoptr(CommandResult) result =
            command_fixture_run(command_list, fixture->delivery, line, "");
        g_autoptr(GString) numbers = g_string_new(NULL);
        for (const char *p = strstr(result->output, "INC000000"); p != NULL;
             p = strstr(p + 1, "INC000000"))
            g_string_append_c(numbers, p[9]);
        if (strcmp(numbers->str, rows[i].numbers) != 0)
            fail_msg("%s: %s", rows[i].options, result->output);
    }
    api_fixture_add(fixture, STATES);
    g_autoptr(CommandResult) none =
        command_fixture_run(command_list, fixture->delivery, "-s closed", "");
    assert_string_equal(none->output, "There are no active tickets of this state.\n");
}

static void
a_list_that_cannot_be_is_a_mistake(void **state)
{
    static const struct {
        const char *line, *told;
    } rows[] = {
        {"--sort sate", "did you mean state? See"},
        {"--limit 0", "--limit has to be 1 or more; see"},
        {"INC0000001", "is one word too many"},
    };
    const ApiFixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(CommandResult) result =
            command_fixture_run(command_list, fixture->delivery, rows[i].line, "");
        assert_int_equal(result->status, 64);
        assert_non_null(strstr(result->errors, rows[i].told));
    }
    assert_int_equal(http_server_count(fixture->server), 0);
}

static void
lists_for_programs(void **state)
{
    g_autoptr(CommandResult) result = run_with_answer(*state, command_list, "--json", LIST);
    assert_int_equal(result->status, 0);
    g_autoptr(JsonNode) root = json_from_string(result->output, NULL);
    g_autofree char *text = root != NULL ? json_to_string(root, FALSE) : NULL;
    assert_string_equal(
        text, "[{\"ticket_number\":\"INC0000001\",\"reference_number\":\"R1\",\"state\":\"New\","
              "\"short_description\":\"red \\u001b[31m ink\"},"
              "{\"ticket_number\":\"INC2\",\"reference_number\":null,"
              "\"state\":\"Awaiting Problem Management\",\"short_description\":null}]");
}

static void
an_empty_list_says_so(void **state)
{
    static const char *const rows[][2] = {{"", "There are no active tickets.\n"},
                                          {"--json", "[]\n"}};
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        api_fixture_add(fixture, "{\"result\": []}");
        g_autoptr(CommandResult) result =
            command_fixture_run(command_list, fixture->delivery, rows[i][0], "");
        assert_int_equal(result->status, 0);
        assert_string_equal(result->output, rows[i][1]);
    }
}

#define TICKET                                                                                     \
    "{\"result\": {\"ticket_number\": \"INC0000001\", \"state\": \"New\\u001b[2J\", "              \
    "\"description\": \"one\\r\\n\\ttwo\\u0007\\n\\n\", \"sla\": null, \"sla_due\": {}, "          \
    "\"priority\": 3}}"

static void
shows_every_field(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(CommandResult) result = run_with_answer(*state, command_show, "INC0000001", TICKET);
    assert_int_equal(result->status, 0);
    assert_string_equal(result->output, "ticket_number         INC0000001\n"
                                        "state                 New?[2J\n"
                                        "description           one\n"
                                        "                      \ttwo?\n"
                                        "sla                   \n"
                                        "sla_due               \n"
                                        "priority              3\n");
    assert_non_null(strstr(api_fixture_last_request(fixture), "GET /GetIncident/INC0000001 "));
}

static void
shows_every_field_for_programs(void **state)
{
    g_autoptr(CommandResult) result =
        run_with_answer(*state, command_show, "--json INC0000001", TICKET);
    assert_int_equal(result->status, 0);
    assert_null(strchr(result->output, '\033'));
    g_autoptr(JsonNode) root = json_from_string(result->output, NULL);
    g_autofree char *text = root != NULL ? json_to_string(root, FALSE) : NULL;
    assert_string_equal(text, "{\"ticket_number\":\"INC0000001\",\"state\":\"New\\u001b[2J\","
                              "\"description\":\"one\\r\\n\\ttwo\\u0007\\n\\n\",\"sla\":null,\"sla_"
                              "due\":{},\"priority\":3}");
}

static void
several_are_shown_even_if_one_fails(void **state)
{
    static const char *const lines[] = {"1 INC0000009 2", "--json 1 INC0000009 2"};
    static const char *const outputs[] = {
        "ticket_number         INC0000001\n\nticket_number         INC0000002\n",
        "[{\"ticket_number\":\"INC0000001\"},{\"ticket_number\":\"INC0000009\",\"error\":\"the "
        "incident API answered"};
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        api_fixture_add(fixture, "{\"result\": {\"ticket_number\": \"INC0000001\"}}");
        http_server_add_json(fixture->server, "404 Not Found", "{}");
        api_fixture_add(fixture, "{\"result\": {\"ticket_number\": \"INC0000002\"}}");
        g_autoptr(CommandResult) result =
            command_fixture_run(command_show, fixture->delivery, lines[i], "");
        assert_int_equal(result->status, 1);
        assert_true(g_str_has_prefix(result->errors, "ticketgate command: INC0000009: "));
        g_autoptr(JsonNode) root = i == 1 ? json_from_string(result->output, NULL) : NULL;
        g_autofree char *text =
            root != NULL ? json_to_string(root, FALSE) : g_strdup(result->output);
        if (!g_str_has_prefix(text, outputs[i]))
            fail_msg("%s: %s", lines[i], text);
    }
}

static void
what_the_api_refuses_is_said(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "404 Not Found", "{}");
    g_autoptr(CommandResult) show =
        command_fixture_run(command_show, fixture->delivery, "INC0000001", "");
    assert_int_equal(show->status, 1);
    assert_string_equal(show->output, "");
    assert_non_null(strstr(show->errors, "404"));
    http_server_add_json(fixture->server, "403 Forbidden", "{}");
    g_autoptr(CommandResult) list = command_fixture_run(command_list, fixture->delivery, "", "");
    assert_int_equal(list->status, 1);
    assert_string_equal(list->output, "");
    assert_non_null(strstr(list->errors, "403"));
}

static void
a_number_that_is_none_is_not_asked_for(void **state)
{
    const ApiFixture *fixture = *state;
    command_fixture_refuses_numbers(command_show, fixture->delivery);
    assert_int_equal(http_server_count(fixture->server), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test(refuse_what_they_do_not_know),
        api_fixture_test(lists_in_columns),
        api_fixture_test(the_list_is_chosen_sorted_and_limited),
        api_fixture_test(a_list_that_cannot_be_is_a_mistake),
        api_fixture_test(several_are_shown_even_if_one_fails),
        api_fixture_test(lists_for_programs),
        api_fixture_test(an_empty_list_says_so),
        api_fixture_test(shows_every_field),
        api_fixture_test(shows_every_field_for_programs),
        api_fixture_test(what_the_api_refuses_is_said),
        api_fixture_test(a_number_that_is_none_is_not_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
