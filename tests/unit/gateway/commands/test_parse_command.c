/* test_parse_command.c - `ticketgate parse` for a person at a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "parsers/letter_json.h"
#include "tests/unit/command_fixture.h"

static rlim_t max_file_bytes; /* of the commands below */

/* Ends without the handlers for exit: gcov would reach the limit, too. */
static int
parse_within_limit(int argc, char **argv)
{
    const struct rlimit limit = {.rlim_cur = max_file_bytes, .rlim_max = max_file_bytes};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 99;
    int status = command_parse(argc, argv);
    fflush(NULL);
    _exit(status);
}

static CommandResult *
parse(const char *line, const char *mail)
{
    return command_fixture_run(command_parse, NULL, line, mail);
}

static Letter *
read_output(const CommandResult *outcome)
{
    g_autoptr(GBytes) json = g_bytes_new(outcome->output, strlen(outcome->output));
    g_autoptr(GError) error = NULL;
    Letter *letter = letter_read(json, 0, G_MAXINT64, &error);

    assert_null(error);
    return letter;
}

static void
parse_prints_the_letter_as_indented_json(void **state)
{
    (void)state;
    g_autoptr(CommandResult) result = parse("", "From: a@example.org\nSubject: hello\n\nbody\n");
    assert_string_equal(result->errors, "");
    assert_int_equal(result->status, 0);
    g_autoptr(Letter) letter = read_output(result);
    assert_string_equal(letter->subject, "hello");
    assert_non_null(strchr(result->output, '\n')); /* indented for people */
    assert_true(g_str_has_suffix(result->output, "}\n"));
}

static void
the_envelope_sender_comes_from_the_option_or_the_mbox_line(void **state)
{
    (void)state;
    g_autoptr(CommandResult) by_option = parse("--sender ''", "From: a@example.org\n\nx\n");
    g_autoptr(Letter) letter = read_output(by_option);
    assert_int_not_equal(letter->mail_class, LETTER_CLASS_HUMAN);
    g_autoptr(CommandResult) by_mbox =
        parse("", "From MAILER-DAEMON Mon Jan  1\nFrom: a@example.org\n\nx\n");
    g_autoptr(Letter) mbox_letter = read_output(by_mbox);
    assert_int_equal(mbox_letter->mail_class, letter->mail_class);
}

static void
ticket_numbers_are_those_of_a_configuration_that_is_given(void **state)
{
    static const char mail[] = "Subject: [INC#12345678] and INC0000042\n\nx\n";
    g_autofree char *path = NULL;
    (void)state;
    int fd = g_file_open_tmp("parse-XXXXXX", &path, NULL);
    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path,
                                    "[api]\ndialect = connect\nbase_url = http://127.0.0.1:1\n"
                                    "token_url = http://127.0.0.1:1/token\nclient_id = x\n"
                                    "client_secret_file = /nowhere\n[ticket]\nservice = x\n"
                                    "[mail]\nfrom = desk@example.org\n",
                                    -1, NULL));
    g_autofree char *option = g_strdup_printf("--config %s", path);
    g_autoptr(CommandResult) with = parse(option, mail);
    g_autoptr(CommandResult) without = parse("", mail);
    g_autoptr(CommandResult) missing = parse("--config /nowhere", mail);
    unlink(path);
    assert_string_equal(with->errors, "");
    g_autoptr(Letter) connect = read_output(with);
    g_autoptr(Letter) incident = read_output(without);
    assert_int_equal(connect->ticket_numbers->len, 1);
    assert_string_equal(g_ptr_array_index(connect->ticket_numbers, 0), "INC#12345678");
    assert_int_equal(incident->ticket_numbers->len, 1);
    assert_string_equal(g_ptr_array_index(incident->ticket_numbers, 0), "INC0000042");
    assert_int_equal(missing->status, 1);
}

static void
an_empty_input_is_an_empty_letter(void **state)
{
    (void)state;
    g_autoptr(CommandResult) result = parse("", "");
    assert_int_equal(result->status, 0);
    g_autoptr(Letter) letter = read_output(result);
    assert_string_equal(letter->text, "");
}

/* If a child may not write a Letter of this length, the plain Letter is shown, and why. */
static void
a_failed_parser_gives_the_plain_letter_and_the_reason(void **state)
{
    g_autofree char *body = g_strnfill(3000, 'x');
    g_autofree char *mail = g_strconcat("Subject: hello\n\n", body, "\n", NULL);
    (void)state;
    max_file_bytes = 4500;
    g_autoptr(CommandResult) result = command_fixture_run(parse_within_limit, NULL, "", mail);
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "the parser wrote more than"));
    g_autoptr(Letter) letter = read_output(result);
    assert_string_equal(letter->subject, "hello");
    assert_non_null(strstr(letter->text, "message.eml"));
}

static void
a_full_disk_is_an_error_without_output(void **state)
{
    g_autofree char *mail = g_strnfill(3000, 'x');
    (void)state;
    max_file_bytes = 1000;
    g_autoptr(CommandResult) result = command_fixture_run(parse_within_limit, NULL, "", mail);
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "");
    assert_non_null(strstr(result->errors, "spool"));
}

static void
an_unknown_option_or_an_argument_is_an_error(void **state)
{
    static const char *const lines[][2] = {{"--nonsense", "--nonsense"},
                                           {"mail.eml", "takes options only"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result = parse(lines[i][0], "x");
        assert_int_equal(result->status, 64);
        assert_non_null(strstr(result->errors, lines[i][1]));
        assert_string_equal(result->output, "");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_prints_the_letter_as_indented_json),
        cmocka_unit_test(the_envelope_sender_comes_from_the_option_or_the_mbox_line),
        cmocka_unit_test(ticket_numbers_are_those_of_a_configuration_that_is_given),
        cmocka_unit_test(an_empty_input_is_an_empty_letter),
        cmocka_unit_test(a_failed_parser_gives_the_plain_letter_and_the_reason),
        cmocka_unit_test(a_full_disk_is_an_error_without_output),
        cmocka_unit_test(an_unknown_option_or_an_argument_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
