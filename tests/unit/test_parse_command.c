/* test_parse_command.c - `ticketgate parse` as a person at a terminal meets it. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/commands/command.h"
#include "gateway/spool.h"
#include "parsers/letter_json.h"

typedef struct {
    int status;
    char *output;
    char *errors;
} Outcome;

static void
outcome_clear(Outcome *outcome)
{
    g_free(outcome->output);
    g_free(outcome->errors);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outcome, outcome_clear)

static char *
read_all(int fd)
{
    GString *text = g_string_new(NULL);
    char buffer[4096];
    gssize count = 0;

    while ((count = read(fd, buffer, sizeof buffer)) > 0)
        g_string_append_len(text, buffer, count);
    (void)close(fd);
    return g_string_free(text, FALSE);
}

/* Runs the command in a child; `max_file_bytes` 0: no limit. What it prints fits in the pipes. */
static void
run(const char *mail, char **arguments, rlim_t max_file_bytes, Outcome *outcome)
{
    int input = spool_open_file(g_get_tmp_dir(), NULL), output[2], errors[2], status = -1;
    pid_t pid = -1;

    assert_int_equal(write(input, mail, strlen(mail)), (gssize)strlen(mail));
    assert_int_equal(lseek(input, 0, SEEK_SET), 0);
    assert_int_equal(pipe(output), 0);
    assert_int_equal(pipe(errors), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct rlimit limit = {max_file_bytes, max_file_bytes};

        (void)dup2(input, STDIN_FILENO);
        (void)dup2(output[1], STDOUT_FILENO);
        (void)dup2(errors[1], STDERR_FILENO);
        if (max_file_bytes != 0 && setrlimit(RLIMIT_FSIZE, &limit) != 0)
            _exit(99);
        _exit(command_parse((int)g_strv_length(arguments), arguments));
    }
    (void)close(input);
    (void)close(output[1]);
    (void)close(errors[1]);
    outcome->output = read_all(output[0]);
    outcome->errors = read_all(errors[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    outcome->status = WEXITSTATUS(status);
}

static Letter *
read_output(const Outcome *outcome)
{
    g_autoptr(GBytes) json = g_bytes_new(outcome->output, strlen(outcome->output));
    g_autoptr(GError) error = NULL;
    Letter *letter = letter_read(json, 0, G_MAXINT64, &error);

    assert_null(error);
    return letter;
}

static char *parse_only[] = {(char[]){"parse"}, NULL};

static void
test_prints_a_letter(void **state)
{
    g_auto(Outcome) outcome = {0};
    g_autoptr(Letter) letter = NULL;

    (void)state;
    run("From: a@example.org\nSubject: hello\n\nbody\n", parse_only, 0, &outcome);
    assert_string_equal(outcome.errors, "");
    assert_int_equal(outcome.status, 0);
    letter = read_output(&outcome);
    assert_string_equal(letter->subject, "hello");
    assert_non_null(strchr(outcome.output, '\n')); /* indented for people */
    assert_true(g_str_has_suffix(outcome.output, "}\n"));
}

static void
test_envelope_sender(void **state)
{
    char *arguments[] = {(char[]){"parse"}, (char[]){"--sender"}, (char[]){""}, NULL};
    g_auto(Outcome) by_option = {0};
    g_auto(Outcome) by_mbox = {0};
    g_autoptr(Letter) letter = NULL;
    g_autoptr(Letter) mbox_letter = NULL;

    (void)state;
    run("From: a@example.org\n\nx\n", arguments, 0, &by_option);
    letter = read_output(&by_option);
    assert_int_not_equal(letter->mail_class, LETTER_CLASS_HUMAN);
    run("From MAILER-DAEMON Mon Jan  1\nFrom: a@example.org\n\nx\n", parse_only, 0, &by_mbox);
    mbox_letter = read_output(&by_mbox);
    assert_int_equal(mbox_letter->mail_class, letter->mail_class);
}

static void
test_empty_input(void **state)
{
    g_auto(Outcome) outcome = {0};
    g_autoptr(Letter) letter = NULL;

    (void)state;
    run("", parse_only, 0, &outcome);
    assert_int_equal(outcome.status, 0);
    letter = read_output(&outcome);
    assert_string_equal(letter->text, "");
}

/* A child that may not write a Letter of this length: the plain one is shown, and why. */
static void
test_failed_parser(void **state)
{
    g_autofree char *body = g_strnfill(3000, 'x');
    g_autofree char *mail = g_strconcat("Subject: hello\n\n", body, "\n", NULL);
    g_auto(Outcome) outcome = {0};
    g_autoptr(Letter) letter = NULL;

    (void)state;
    run(mail, parse_only, 4500, &outcome);
    assert_int_equal(outcome.status, 1);
    assert_non_null(strstr(outcome.errors, "the parser wrote more than"));
    letter = read_output(&outcome);
    assert_string_equal(letter->subject, "hello");
    assert_non_null(strstr(letter->text, "message.eml"));
}

static void
test_full_disk(void **state)
{
    g_autofree char *mail = g_strnfill(3000, 'x');
    g_auto(Outcome) outcome = {0};

    (void)state;
    run(mail, parse_only, 1000, &outcome);
    assert_int_equal(outcome.status, 1);
    assert_string_equal(outcome.output, "");
    assert_non_null(strstr(outcome.errors, "spool"));
}

static void
test_bad_usage(void **state)
{
    char *unknown[] = {(char[]){"parse"}, (char[]){"--nonsense"}, NULL};
    char *surplus[] = {(char[]){"parse"}, (char[]){"mail.eml"}, NULL};
    g_auto(Outcome) first = {0};
    g_auto(Outcome) second = {0};

    (void)state;
    run("x", unknown, 0, &first);
    assert_int_equal(first.status, 1);
    assert_non_null(strstr(first.errors, "--nonsense"));
    run("x", surplus, 0, &second);
    assert_int_equal(second.status, 1);
    assert_string_equal(second.output, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prints_a_letter), cmocka_unit_test(test_envelope_sender),
        cmocka_unit_test(test_empty_input),     cmocka_unit_test(test_failed_parser),
        cmocka_unit_test(test_full_disk),       cmocka_unit_test(test_bad_usage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
