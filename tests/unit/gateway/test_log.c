/* test_log.c - what reaches syslog, and that nothing reaches standard error. */
#include "gateway/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/syslog_fixture.h"

static int
setup(void **state)
{
    (void)state;
    log_open(FALSE);
    log_set_queue_id(NULL);
    line_count = 0;
    last_line[0] = '\0';
    return 0;
}

static void
each_level_has_its_syslog_priority(void **state)
{
    (void)state;
    log_info("a %d", 1);
    assert_string_equal(last_line, "a 1");
    assert_int_equal(last_priority, LOG_MAIL | LOG_INFO);
    log_warning("b %s", "x");
    assert_string_equal(last_line, "b x");
    assert_int_equal(last_priority, LOG_MAIL | LOG_WARNING);
    log_error("c");
    assert_int_equal(last_priority, LOG_MAIL | LOG_ERR);
    assert_int_equal(line_count, 3);
}

static void
the_queue_id_begins_each_line(void **state)
{
    (void)state;
    log_set_queue_id("4XyZ12");
    log_info("hello");
    assert_string_equal(last_line, "4XyZ12: hello");
    log_set_queue_id("A\nB: x");
    log_info("hello");
    assert_string_equal(last_line, "A?B??x: hello");
    log_set_queue_id(NULL);
    log_info("hello");
    assert_string_equal(last_line, "hello");
}

static void
control_characters_become_question_marks(void **state)
{
    static const struct {
        const char *text, *line;
    } cases[] = {
        {"plain", "plain"},
        {"", ""},
        {"a\r\nticketgate[1]: forged", "a??ticketgate[1]: forged"},
        {"\x1b]0;title\x07", "?]0;title?"},
        {"tab\there \x7f", "tab?here ?"},
        {"caf\xc3\xa9 \xe6\x97\xa5", "caf\xc3\xa9 \xe6\x97\xa5"},
        {"\xff\xc3", "??"},
        {"c1 \xc2\x9b", "c1 ?"},                 /* CSI as one character */
        {"bidi \xe2\x80\xae", "bidi ?"},         /* U+202E */
        {"zero\xe2\x80\x8bwidth", "zero?width"}, /* U+200B */
        {"line\xe2\x80\xa8sep", "line?sep"},     /* U+2028 */
        {"private \xee\x80\x80", "private ?"},   /* U+E000 */
        {"1234567890", "1234567890"},
        {"12345678901", "1234567890..."},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *line = log_clean(cases[i].text, i >= G_N_ELEMENTS(cases) - 2 ? 10 : 100);

        assert_string_equal(line, cases[i].line);
    }
}

static void
a_line_is_cleaned_and_cut(void **state)
{
    g_autofree char *text = g_strnfill(5000, 'x');

    (void)state;
    log_info("subject %s", "a\nb\x1b[0m");
    assert_string_equal(last_line, "subject a?b?[0m");
    log_info("%s", text);
    assert_int_equal(strlen(last_line), 1003);
    log_info("%s", "%s%n%d");
    assert_string_equal(last_line, "%s%n%d");
}

static void
the_outcome_is_one_line_of_pairs(void **state)
{
    (void)state;
    log_set_queue_id("Q1");
    log_outcome("a@example.org", "INC0000012", "created", 42);
    assert_string_equal(
        last_line, "Q1: message-id=<a@example.org>, ticket=INC0000012, outcome=created, ms=42");
    assert_int_equal(last_priority, LOG_MAIL | LOG_INFO);
    log_outcome(NULL, NULL, "ignored", 0);
    assert_string_equal(last_line, "Q1: outcome=ignored, ms=0");
    log_outcome("x>, ticket=INC9\n", NULL, "ignored", 1);
    assert_string_equal(last_line, "Q1: message-id=<x???ticket?INC9?>, outcome=ignored, ms=1");
}

/* Standard error while `speak` runs. */
static char *
stderr_of(void (*speak)(void))
{
    FILE *file = tmpfile();
    int saved = dup(STDERR_FILENO);
    char text[4096];
    size_t length;

    assert_non_null(file);
    (void)fflush(stderr);
    (void)dup2(fileno(file), STDERR_FILENO);
    speak();
    (void)fflush(stderr);
    (void)dup2(saved, STDERR_FILENO);
    (void)close(saved);
    rewind(file);
    length = fread(text, 1, sizeof text - 1, file);
    text[length] = '\0';
    (void)fclose(file);
    return g_strdup(text);
}

static void
speak_as_library(void)
{
    g_log("gmime", G_LOG_LEVEL_WARNING, "odd\nmail");
    g_log("gmime", G_LOG_LEVEL_DEBUG, "noise");
    g_log("gmime", G_LOG_LEVEL_INFO, "noise");
    g_log("GLib", G_LOG_LEVEL_MESSAGE, "said");
    g_printerr("printed");
}

static void
what_libraries_print_goes_to_syslog(void **state)
{
    g_autofree char *text = stderr_of(speak_as_library);

    (void)state;
    assert_string_equal(text, "");
    assert_int_equal(line_count, 3);
    assert_string_equal(last_line, "printed");
    g_log("gmime", G_LOG_LEVEL_WARNING, "odd\nmail");
    assert_string_equal(last_line, "gmime: odd?mail");
    assert_int_equal(last_priority, LOG_MAIL | LOG_WARNING);
}

static void
speak(void)
{
    log_warning("to the\nterminal");
}

static void
on_a_terminal_lines_go_to_standard_error(void **state)
{
    g_autofree char *text = NULL;

    (void)state;
    log_open(TRUE);
    text = stderr_of(speak);
    assert_string_equal(text, "ticketgate: to the?terminal\n");
    assert_int_equal(line_count, 0);
}

static void
a_silenced_log_writes_nothing(void **state)
{
    g_autofree char *text = NULL;

    (void)state;
    log_silence();
    text = stderr_of(speak);
    assert_string_equal(text, "");
    assert_int_equal(line_count, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_level_has_its_syslog_priority, setup),
        cmocka_unit_test_setup(the_queue_id_begins_each_line, setup),
        cmocka_unit_test_setup(control_characters_become_question_marks, setup),
        cmocka_unit_test_setup(a_line_is_cleaned_and_cut, setup),
        cmocka_unit_test_setup(the_outcome_is_one_line_of_pairs, setup),
        cmocka_unit_test_setup(what_libraries_print_goes_to_syslog, setup),
        cmocka_unit_test_setup(on_a_terminal_lines_go_to_standard_error, setup),
        cmocka_unit_test_setup(a_silenced_log_writes_nothing, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
