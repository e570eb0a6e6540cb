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
    log_info("worker", "a %d", 1);
    assert_string_equal(last_line, "level=info event=worker msg=\"a 1\"");
    assert_int_equal(last_priority, LOG_MAIL | LOG_INFO);
    log_warning("worker", "b%s", "x");
    assert_string_equal(last_line, "level=warning event=worker msg=bx");
    assert_int_equal(last_priority, LOG_MAIL | LOG_WARNING);
    log_error("worker", "c");
    assert_string_equal(last_line, "level=error event=worker msg=c");
    assert_int_equal(last_priority, LOG_MAIL | LOG_ERR);
    assert_int_equal(line_count, 3);
}

static void
the_queue_id_is_a_member_of_each_line(void **state)
{
    (void)state;
    log_set_queue_id("4XyZ12");
    log_info("worker", "hello");
    assert_string_equal(last_line, "level=info event=worker queue-id=4XyZ12 msg=hello");
    log_set_queue_id("A\nB: x");
    log_info("worker", "hello");
    assert_string_equal(last_line, "level=info event=worker queue-id=\"A?B: x\" msg=hello");
    log_set_queue_id("");
    log_info("worker", "hello");
    assert_string_equal(last_line, "level=info event=worker msg=hello");
}

/* The value of `name` for a program that follows the rules of logfmt; NULL if there is no such
 * member. */
static char *
read_member(const char *line, const char *name)
{
    while (*line != '\0') {
        gsize length = strcspn(line, "=");
        gboolean is_wanted = length == strlen(name) && strncmp(line, name, length) == 0;
        GString *value = g_string_new(NULL);
        line += length + 1;
        gboolean is_quoted = *line == '"';
        for (line += is_quoted ? 1 : 0; *line != '\0' && *line != (is_quoted ? '"' : ' '); line++) {
            if (is_quoted && *line == '\\')
                line++;
            g_string_append_c(value, *line);
        }
        line += is_quoted ? 1 : 0;
        line += strspn(line, " ");
        if (is_wanted)
            return g_string_free(value, FALSE);
        g_string_free(value, TRUE);
    }
    return NULL;
}

static void
no_value_forges_a_member_or_a_line(void **state)
{
    static const struct {
        const char *value, *read; /* NULL: the same */
    } cases[] = {
        {"plain@example.org", NULL},
        {"", NULL},
        {"two words", NULL},
        {"x ticket=INC9", NULL},
        {"x\" ticket=\"INC9", NULL},
        {"x\\", NULL},
        {"\\\" ticket=INC9", NULL},
        {"o'brien@example.org", NULL},
        {"caf\xc3\xa9", NULL},
        {"no\xc2\xa0"
         "break",
         NULL},
        {"a\nlevel=error event=mail", "a?level=error event=mail"},
        {"a\xe2\x80\xa8ticket=INC9", "a?ticket=INC9"},
        {"\xff ticket=INC9", "? ticket=INC9"},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const LogMember members[] = {
            {"from", cases[i].value}, {"to", NULL}, {"outcome", "create"}, {NULL, NULL}};
        log_members(LOG_LEVEL_INFO, "mail", members, "");
        g_autofree char *from = read_member(last_line, "from");
        g_autofree char *ticket = read_member(last_line, "ticket");
        g_autofree char *outcome = read_member(last_line, "outcome");
        assert_string_equal(from, cases[i].read != NULL ? cases[i].read : cases[i].value);
        assert_null(ticket);
        assert_string_equal(outcome, "create");
        assert_null(strchr(last_line, '\n'));
    }
}

static void
plain_values_are_bare_and_absent_ones_are_left_out(void **state)
{
    const LogMember members[] = {
        {"from", "a@example.org"}, {"ticket", NULL}, {"ms", "42"}, {NULL, NULL}};

    (void)state;
    log_members(LOG_LEVEL_WARNING, "mail", members, "");
    assert_string_equal(last_line, "level=warning event=mail from=a@example.org ms=42");
    assert_int_equal(last_priority, LOG_MAIL | LOG_WARNING);
}

static void
the_journal_gets_each_member_as_a_field(void **state)
{
    const LogMember members[] = {
        {"message-id", "a b@example.org"}, {"ticket", "INC1"}, {NULL, NULL}};

    (void)state;
    has_journal = TRUE;
    log_members(LOG_LEVEL_ERROR, "mail", members, "");
    has_journal = FALSE;
    assert_int_equal(line_count, 0); /* not written to syslog, too */
    g_autofree char *fields = g_strdup_printf(
        "TICKETGATE_LEVEL=error\nTICKETGATE_EVENT=mail\nTICKETGATE_MESSAGE_ID=a b@example.org\n"
        "TICKETGATE_TICKET=INC1\n"
        "MESSAGE=level=error event=mail message-id=\"a b@example.org\" ticket=INC1\n"
        "PRIORITY=3\nSYSLOG_FACILITY=2\nSYSLOG_IDENTIFIER=ticketgate\nSYSLOG_PID=%d\n",
        (int)getpid());
    assert_string_equal(last_fields, fields);
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
a_long_value_is_cut_and_its_line_stays_whole(void **state)
{
    g_autofree char *text = g_strnfill(5000, '"');
    const LogMember members[] = {{"from", text}, {"ms", "1"}, {NULL, NULL}};

    (void)state;
    log_members(LOG_LEVEL_INFO, "mail", members, "");
    g_autofree char *from = read_member(last_line, "from");
    g_autofree char *ms = read_member(last_line, "ms");
    assert_int_equal(strlen(from), LOG_VALUE_MAX_CHARS + 3);
    assert_string_equal(ms, "1");
    log_info("worker", "%s", text);
    g_autofree char *message = read_member(last_line, "msg");
    assert_int_equal(strlen(message), LOG_MESSAGE_MAX_CHARS + 3);
    log_info("worker", "%s", "%s%n%d");
    assert_string_equal(last_line, "level=info event=worker msg=%s%n%d");
}

/* Returns standard error while `speak` runs. */
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
    assert_string_equal(last_line, "level=warning event=library msg=printed");
    g_log("gmime", G_LOG_LEVEL_WARNING, "odd\nmail");
    assert_string_equal(last_line, "level=warning event=library msg=\"gmime: odd?mail\"");
    assert_int_equal(last_priority, LOG_MAIL | LOG_WARNING);
}

static void
speak(void)
{
    log_warning("worker", "to the\nterminal");
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
        cmocka_unit_test_setup(the_queue_id_is_a_member_of_each_line, setup),
        cmocka_unit_test_setup(no_value_forges_a_member_or_a_line, setup),
        cmocka_unit_test_setup(plain_values_are_bare_and_absent_ones_are_left_out, setup),
        cmocka_unit_test_setup(the_journal_gets_each_member_as_a_field, setup),
        cmocka_unit_test_setup(control_characters_become_question_marks, setup),
        cmocka_unit_test_setup(a_long_value_is_cut_and_its_line_stays_whole, setup),
        cmocka_unit_test_setup(what_libraries_print_goes_to_syslog, setup),
        cmocka_unit_test_setup(on_a_terminal_lines_go_to_standard_error, setup),
        cmocka_unit_test_setup(a_silenced_log_writes_nothing, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
