/* The words behind a command: what is read, and what is told of mistakes. */
#include "gateway/commands/command_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "config/config.h"
#include "tests/unit/command_fixture.h"

/* Says what it was given. */
static int
echo(int argc, char **argv)
{
    gboolean is_json = FALSE;
    int limit = 7;
    const GOptionEntry options[] = {
        COMMAND_LINE_JSON(&is_json),
        {"limit", 'n', 0, G_OPTION_ARG_INT, &limit, "So many", "NUMBER"},
        {"sort", 0, 0, G_OPTION_ARG_NONE, &(gboolean){FALSE}, "Sort", NULL},
        {0},
    };
    const CommandUsage usage = {
        .summary = "Says the words.",
        .examples = "  ticketgate command list\n",
        .arguments = "list | drop NAME",
        .verbs = "list|drop",
        .least = 1,
        .most = 2,
        .options = options,
    };
    g_auto(CommandLine) line = {0};
    int status = 99;
    if (!command_line_read(&line, argc, argv, &usage, &status))
        return status;
    g_autofree char *words = g_strjoinv(",", line.arguments);
    printf("%s %s %d %d\n", line.config_path, words, limit, is_json);
    return 0;
}

static int
takes_nothing(int argc, char **argv)
{
    const CommandUsage usage = {.summary = "Takes nothing.", .is_without_config = TRUE};
    g_auto(CommandLine) line = {0};
    int status = 99;
    return command_line_read(&line, argc, argv, &usage, &status) ? 3 : status;
}

static void
options_and_arguments_come_in_any_order(void **state)
{
    static const char *const lines[] = {"-c /x list -n 3 --json a",
                                        "list a --config=/x --limit=3 -j", "-jn3 -c/x -- list a",
                                        "-c /x -j list -n3 a"};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result = command_fixture_run(echo, NULL, lines[i], "");
        assert_int_equal(result->status, 0);
        assert_string_equal(result->output, "/x list,a 3 1\n");
    }
}

/* A value that looks like options is a value; behind "--" nothing is an option. */
static void
a_value_is_not_split(void **state)
{
    (void)state;
    g_autoptr(CommandResult) value = command_fixture_run(echo, NULL, "-c -jn3 list", "");
    assert_string_equal(value->output, "-jn3 list 7 0\n");
    g_autoptr(CommandResult) other = command_fixture_run(echo, NULL, "--config -n3 list", "");
    assert_string_equal(other->output, "-n3 list 7 0\n");
    g_autoptr(CommandResult) word = command_fixture_run(echo, NULL, "-c/x list -- -n3", "");
    assert_string_equal(word->output, "/x list,-n3 7 0\n");
}

static void
mistakes_are_told_with_the_help_that_helps(void **state)
{
    static const struct {
        CommandFunction command;
        const char *words, *told;
    } rows[] = {
        {echo, "--jsn list", "unknown option --jsn; did you mean --json? See"},
        {echo, "--limt=3 list", "unknown option --limt=3; did you mean --limit? See"},
        {echo, "--complet list",
         "unknown option --complet; see"}, /* it is for shells, not people */
        {echo, "--xyzzy list", "unknown option --xyzzy; see"},
        {echo, "-x list", "unknown option -x; see"},
        {echo, "list -n three",
         "cannot parse integer value \xe2\x80\x9cthree\xe2\x80\x9d for -n; see"},
        {echo, "list --limit", "missing argument for --limit; see"},
        {echo, "lst", "'lst' is none of list, drop; did you mean list? See"},
        {echo, "", "list | drop NAME is missing; see"},
        {echo, "list a b", "'b' is one word too many; see"},
        {takes_nothing, "a", "'a' is one word too many: it takes options only; see"},
        {takes_nothing, "--config x", "unknown option --config; see"},
        {takes_nothing, "'\033[31m'", "'?[31m' is one word too many: it takes options only; see"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *expected =
            g_strdup_printf("ticketgate command: %s ticketgate command --help\n", rows[i].told);
        g_autoptr(CommandResult) result =
            command_fixture_run(rows[i].command, NULL, rows[i].words, "");
        assert_string_equal(result->errors, expected);
        assert_string_equal(result->output, "");
        assert_int_equal(result->status, EX_USAGE);
    }
}

static void
help_has_options_and_examples(void **state)
{
    static const char *const lines[] = {"--help", "-h", "list --help"};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result = command_fixture_run(echo, NULL, lines[i], "");
        assert_int_equal(result->status, 0);
        assert_string_equal(result->errors, "");
        assert_non_null(strstr(result->output, "Says the words."));
        assert_non_null(strstr(result->output, "  -n, --limit=NUMBER "));
        assert_non_null(strstr(result->output, "Examples:\n  ticketgate command list\n"));
        assert_null(strstr(result->output, "--complete"));
    }
}

/* Each word, its value and what it is; the last line says what other words are. */
static void
shells_get_each_word_with_its_value(void **state)
{
    (void)state;
    g_autoptr(CommandResult) result = command_fixture_run(echo, NULL, "--complete", "");
    assert_int_equal(result->status, 0);
    assert_string_equal(result->output, "list\t\t\ndrop\t\t\n"
                                        "--json\t\tOutput for programs\n-j\t\tOutput for programs\n"
                                        "--limit\tNUMBER\tSo many\n-n\tNUMBER\tSo many\n"
                                        "--sort\t\tSort\n"
                                        "--config\tFILE\tConfiguration file\n"
                                        "-c\tFILE\tConfiguration file\n"
                                        "--help\t\tThis help\n-h\t\tThis help\n"
                                        "\tlist | drop NAME\t\n");
}

static void
the_environment_names_the_configuration_behind_the_option(void **state)
{
    (void)state;
    g_setenv("TICKETGATE_CONFIG", "/from-environment", TRUE);
    g_autoptr(CommandResult) named = command_fixture_run(echo, NULL, "list", "");
    g_autoptr(CommandResult) option = command_fixture_run(echo, NULL, "list -c /x", "");
    g_setenv("TICKETGATE_CONFIG", "", TRUE);
    g_autoptr(CommandResult) empty = command_fixture_run(echo, NULL, "list", "");
    g_unsetenv("TICKETGATE_CONFIG");
    g_autofree char *usual = g_strconcat(config_default_path(), " list 7 0\n", NULL);
    assert_string_equal(named->output, "/from-environment list 7 0\n");
    assert_string_equal(option->output, "/x list 7 0\n");
    assert_string_equal(empty->output, usual);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_arguments_come_in_any_order),
        cmocka_unit_test(a_value_is_not_split),
        cmocka_unit_test(mistakes_are_told_with_the_help_that_helps),
        cmocka_unit_test(help_has_options_and_examples),
        cmocka_unit_test(shells_get_each_word_with_its_value),
        cmocka_unit_test(the_environment_names_the_configuration_behind_the_option),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
