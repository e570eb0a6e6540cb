/* test_init_answers.c - nothing that options give is asked for, and what is missing is named. */
#include "gateway/commands/init_answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ALL                                                                                        \
    "init --address 'Support@example.org, noc@example.org' --base-url b --token-url t "            \
    "--client-id c --ci-list 'A; B' --service s"

/* The options of `line`, and `input` on standard input. */
static gboolean
complete(const char *line, const char *input, InitAnswers *answers)
{
    g_auto(GStrv) words = NULL;
    g_autofree char *path = NULL;
    int count = 0;
    int fd = g_file_open_tmp("ticketgate-test-XXXXXX", &path, NULL);
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    GOptionEntry options[INIT_ANSWERS_OPTIONS + 1] = {0};
    init_answers_options(answers, options);
    g_option_context_add_main_entries(context, options, NULL);
    assert_true(g_shell_parse_argv(line, &count, &words, NULL));
    assert_true(g_option_context_parse_strv(context, &words, NULL));
    assert_true(fd >= 0 && close(fd) == 0);
    assert_true(g_file_set_contents(path, input, -1, NULL));
    assert_non_null(freopen(path, "r", stdin));
    assert_int_equal(unlink(path), 0);
    return init_answers_complete(answers);
}

static void
options_and_a_line_for_the_secret_are_enough(void **state)
{
    g_auto(InitAnswers) answers = {0};

    (void)state;
    assert_false(init_answers_has_any(&answers));
    assert_true(complete(ALL, "s3cret \n", &answers));
    assert_true(init_answers_has_any(&answers));
    assert_string_equal(answers.secret, "s3cret");
    assert_string_equal(answers.token_url, "t");
    g_auto(GStrv) addresses = init_answers_addresses(&answers);
    assert_string_equal(addresses[0], "support@example.org");
    assert_string_equal(addresses[1], "noc@example.org");
    assert_null(addresses[2]);
}

static void
a_file_holds_the_secret_instead(void **state)
{
    g_auto(InitAnswers) answers = {0};

    (void)state;
    assert_true(complete(ALL " --client-secret-file /etc/secret", "never read\n", &answers));
    assert_null(answers.secret);
    assert_string_equal(answers.secret_file, "/etc/secret");
}

static void
nothing_is_made_up(void **state)
{
    static const char *const left_out[] = {"--address 'Support@example.org, noc@example.org'",
                                           "--base-url b",
                                           "--token-url t",
                                           "--client-id c",
                                           "--ci-list 'A; B'",
                                           "--service s"};

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(left_out); i++) {
        g_auto(InitAnswers) answers = {0};
        g_autoptr(GString) line = g_string_new(ALL);
        g_string_replace(line, left_out[i], "", 1);
        assert_false(complete(line->str, "secret\n", &answers));
    }
    g_auto(InitAnswers) empty = {0};
    assert_false(complete(ALL, "\n", &empty));
    g_auto(InitAnswers) none = {0};
    assert_false(complete(ALL, "", &none));
}

static void
customer_connect_needs_no_configuration_item(void **state)
{
    static const char line[] =
        "init --address s@example.org --base-url b --token-url t --client-id c "
        "--service s --dialect ";
    g_autofree char *connect = g_strconcat(line, "connect", NULL);
    g_autofree char *incident = g_strconcat(line, "incident", NULL);
    g_auto(InitAnswers) answers = {0};
    g_auto(InitAnswers) others = {0};

    (void)state;
    assert_true(complete(connect, "secret\n", &answers));
    assert_string_equal(answers.dialect, "connect");
    assert_null(answers.ci_list);
    assert_false(complete(incident, "secret\n", &others));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_a_line_for_the_secret_are_enough),
        cmocka_unit_test(a_file_holds_the_secret_instead),
        cmocka_unit_test(nothing_is_made_up),
        cmocka_unit_test(customer_connect_needs_no_configuration_item),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
