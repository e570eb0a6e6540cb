/* `ticketgate comment`, `close` and `reopen`: one request each. */
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

#define MAX_TEXT ((gsize)256 * 1024)

static void
refuse_what_they_do_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_comment, 1);
    command_fixture_refuses(command_close, 1);
    command_fixture_refuses(command_reopen, 1);
}

/* The ticket, which is fetched first. */
static void
add_ticket(const ApiFixture *fixture)
{
    api_fixture_add(fixture, "{\"result\": {\"ticket_number\": \"INC0000001\", "
                             "\"reference_number\": \"R17\", \"state\": \"Resolved\"}}");
}

/* Comments on INC0000001, which exists and accepts the comment. */
static CommandResult *
comment(const ApiFixture *fixture, const char *options, const char *input)
{
    api_fixture_add_token(fixture);
    add_ticket(fixture);
    api_fixture_add(fixture, "{\"result\": {\"ticket_number\": \"INC0000001\"}}");
    g_autofree char *line = g_strconcat("INC0000001", options, NULL);
    return command_fixture_run(command_comment, fixture->delivery, line, input);
}

static void
assert_sent(const ApiFixture *fixture, const char *member)
{
    const char *request = api_fixture_last_request(fixture);
    if (!g_str_has_prefix(request, "PATCH /UpdateIncident ") || strstr(request, member) == NULL)
        fail_msg("no %s in %s", member, request);
}

static void
each_sends_its_action(void **state)
{
    static const struct {
        CommandFunction command;
        const char *action, *output;
    } rows[] = {{command_comment, "\"action\":\"Comment\"", "INC0000001: commented\n"},
                {command_close, "\"action\":\"Close\"", "INC0000001: closed\n"},
                {command_reopen, "\"action\":\"Reopen\"", "INC0000001: reopened\n"}};
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        add_ticket(fixture);
        api_fixture_add(fixture, "{\"result\": {\"ticket_number\": \"INC0000001\"}}");
        g_autoptr(CommandResult) result =
            command_fixture_run(rows[i].command, fixture->delivery, "1 -m -", "done\n");
        assert_int_equal(result->status, 0);
        assert_string_equal(result->output, rows[i].output);
        assert_sent(fixture, rows[i].action);
        assert_sent(fixture, "\"ticket_number\":\"INC0000001\"");
        assert_sent(fixture, "\"reference_number\":\"R17\"");
    }
}

static void
the_text_comes_by_standard_input_or_option(void **state)
{
    static const struct {
        const char *options, *input, *member;
    } rows[] = {
        {" -m -", "two\nlines\n\n", "\"comment\":\"two\\nlines\""},
        {" --message=-", "caf\xe9", "\"comment\":\"caf\xef\xbf\xbd\""},
        {" --message 'by option'", "not this", "\"comment\":\"by option\""},
        {" --message 'caf\xc3\xa9'", "", "\"comment\":\"caf\xc3\xa9\""},
        {" -m short", NULL, "\"comment\":\"short\""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        void *scene = NULL;
        api_fixture_setup(&scene);
        g_autoptr(CommandResult) result = comment(scene, rows[i].options, rows[i].input);
        assert_int_equal(result->status, 0);
        assert_sent(scene, rows[i].member);
        api_fixture_teardown(&scene);
    }
    (void)state;
}

static void
files_go_along(void **state)
{
    const ApiFixture *fixture = *state;
    const char *directory = fixture->delivery->directory;
    g_autofree char *one = g_build_filename(directory, "one.txt", NULL);
    g_autofree char *two = g_build_filename(directory, "two.bin", NULL);
    assert_true(g_file_set_contents(one, "AAA", 3, NULL));
    assert_true(g_file_set_contents(two, "\0\1\2\3", 4, NULL));
    g_autofree char *options = g_strdup_printf(" -m - --attach %s --attach %s", one, two);
    g_autoptr(CommandResult) result = comment(fixture, options, "see files");
    assert_int_equal(result->status, 0);
    assert_sent(fixture, "\"one.txt\"");
    assert_sent(fixture, "\"QUFB\"");
    assert_sent(fixture, "\"two.bin\"");
    assert_sent(fixture, "\"AAECAw==\"");
    assert_null(strstr(api_fixture_last_request(fixture), directory));
}

static void
nothing_is_sent_without_a_file_that_was_named(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(CommandResult) result =
        comment(fixture, " -m x --attach /nonexistent/a.pdf", "see file");
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "");
    assert_non_null(strstr(result->errors, "/nonexistent/a.pdf"));
    assert_null(strstr(api_fixture_last_request(fixture), "PATCH"));
}

static void
a_text_that_is_too_long_is_refused(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *text = g_strnfill(MAX_TEXT + 1, 'x');
    g_autoptr(CommandResult) result = comment(fixture, " -m -", text);
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "longer than 256 kB"));
    assert_int_equal(http_server_count(fixture->server), 0);
    text[MAX_TEXT] = '\0';
    g_autoptr(CommandResult) longest = comment(fixture, " -m -", text);
    assert_int_equal(longest->status, 0);
    assert_sent(fixture, text);
}

static void
an_empty_comment_is_not_sent(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *file = g_build_filename(fixture->delivery->directory, "a.txt", NULL);
    g_autofree char *attach = g_strdup_printf(" --attach %s", file);
    g_autoptr(CommandResult) empty = comment(fixture, " -m -", " \n\n");
    assert_int_equal(empty->status, 64);
    assert_non_null(strstr(empty->errors, "nothing was sent"));
    g_autoptr(CommandResult) option = comment(fixture, " --message ''", NULL);
    assert_int_equal(option->status, 64);
    assert_int_equal(http_server_count(fixture->server), 0);
    assert_true(g_file_set_contents(file, "A", 1, NULL));
    g_autoptr(CommandResult) with_file = comment(fixture, attach, "");
    assert_int_equal(with_file->status, 0);
    assert_sent(fixture, "a.txt");
}

/* A shell's loop has its list of tickets on standard input. */
static void
standard_input_is_read_only_when_asked(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(CommandResult) refused =
        command_fixture_run(command_comment, fixture->delivery, "1", "INC0000002\n");
    assert_int_equal(refused->status, 64);
    assert_non_null(strstr(refused->errors, "--message - to read it from standard input"));
    assert_int_equal(refused->read_bytes, 0);
    assert_int_equal(http_server_count(fixture->server), 0);
    api_fixture_add_token(fixture);
    add_ticket(fixture);
    api_fixture_add(fixture, "{\"result\": {\"ticket_number\": \"INC0000001\"}}");
    g_autoptr(CommandResult) closed =
        command_fixture_run(command_close, fixture->delivery, "1", "INC0000002\n");
    assert_int_equal(closed->status, 0);
    assert_int_equal(closed->read_bytes, 0);
    assert_sent(fixture, "\"comment\":\"\"");
}

static void
several_are_changed_even_if_one_fails(void **state)
{
    static const char *const lines[] = {"1 INC0000009 2 -m 'Done.'", "--json 1 9 2 -m 'Done.'"};
    static const char *const outputs[] = {
        "INC0000001: closed\nINC0000002: closed\n",
        "[{\"ticket_number\":\"INC0000001\",\"result\":\"closed\",\"error\":null},"
        "{\"ticket_number\":\"INC0000009\",\"result\":null,\"error\":\""};
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        add_ticket(fixture);
        api_fixture_add(fixture, "{\"result\": {\"ticket_number\": \"INC0000001\"}}");
        http_server_add_json(fixture->server, "404 Not Found", "{}");
        api_fixture_add(fixture, "{\"result\": {\"ticket_number\": \"INC0000002\"}}");
        api_fixture_add(fixture, "{\"result\": {\"ticket_number\": \"INC0000002\"}}");
        g_autoptr(CommandResult) result =
            command_fixture_run(command_close, fixture->delivery, lines[i], "");
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
one_result_for_programs_is_an_object(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(CommandResult) result = comment(fixture, " --json -m x", "");
    g_autoptr(JsonNode) root = json_from_string(result->output, NULL);
    assert_non_null(root);
    g_autofree char *text = json_to_string(root, FALSE);
    assert_string_equal(
        text, "{\"ticket_number\":\"INC0000001\",\"result\":\"commented\",\"error\":null}");
}

static void
what_the_api_refuses_is_said(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    add_ticket(fixture);
    http_server_add_json(fixture->server, "412 Precondition Failed", "{}");
    g_autoptr(CommandResult) state_forbids =
        command_fixture_run(command_close, fixture->delivery, "INC0000001", "done");
    assert_int_equal(state_forbids->status, 1);
    assert_string_equal(state_forbids->output, "");
    assert_non_null(strstr(state_forbids->errors, "412"));
    http_server_add_json(fixture->server, "404 Not Found", "{}");
    g_autoptr(CommandResult) unknown =
        command_fixture_run(command_close, fixture->delivery, "INC0000002", "done");
    assert_int_equal(unknown->status, 1);
    assert_non_null(strstr(unknown->errors, "404"));
    assert_non_null(strstr(api_fixture_last_request(fixture), "GET /GetIncident/INC0000002 "));
}

static void
a_number_that_is_none_is_not_sent(void **state)
{
    const ApiFixture *fixture = *state;
    command_fixture_refuses_numbers(command_close, fixture->delivery);
    assert_int_equal(http_server_count(fixture->server), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test(refuse_what_they_do_not_know),
        api_fixture_test(each_sends_its_action),
        cmocka_unit_test(the_text_comes_by_standard_input_or_option),
        api_fixture_test(files_go_along),
        api_fixture_test(nothing_is_sent_without_a_file_that_was_named),
        api_fixture_test(a_text_that_is_too_long_is_refused),
        api_fixture_test(an_empty_comment_is_not_sent),
        api_fixture_test(standard_input_is_read_only_when_asked),
        api_fixture_test(several_are_changed_even_if_one_fails),
        api_fixture_test(one_result_for_programs_is_an_object),
        api_fixture_test(what_the_api_refuses_is_said),
        api_fixture_test(a_number_that_is_none_is_not_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
