/* A table for people: complete in a pipe, cut to the line on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "gateway/commands/terminal_table.h"

static const char *const titles[] = {"WHO", "WHY", NULL};

static void G_GNUC_NORETURN
print_in_child(int out_fd)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    g_ptr_array_add(rows, (char *[]){(char *)"somebody@example.org",
                                     (char *)"a reason that is longer than a narrow line has room "
                                             "for\x1b[31m",
                                     NULL});
    g_ptr_array_add(rows, (char *[]){(char *)"a@b", (char *)"", NULL});
    dup2(out_fd, STDOUT_FILENO);
    terminal_table_print(titles, rows);
    fflush(stdout);
    _exit(0);
}

static char *
read_all(int fd)
{
    GString *text = g_string_new(NULL);
    char buffer[256];
    ssize_t count;
    while ((count = read(fd, buffer, sizeof buffer)) > 0)
        g_string_append_len(text, buffer, count);
    return g_string_free(text, FALSE);
}

static void
everything_is_whole_where_it_is_piped(void **state)
{
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0)
        print_in_child(ends[1]);
    close(ends[1]);
    g_autofree char *text = read_all(ends[0]);
    close(ends[0]);
    waitpid(pid, NULL, 0);
    assert_string_equal(text, "WHO                   WHY\n"
                              "somebody@example.org  a reason that is longer than a narrow line "
                              "has room for?[31m\n"
                              "a@b\n");
}

static void
a_terminal_gets_lines_that_fit(void **state)
{
    const struct winsize size = {.ws_row = 24, .ws_col = 50};
    int terminal = -1;
    (void)state;
    pid_t pid = forkpty(&terminal, NULL, NULL, &size);
    if (pid == 0)
        print_in_child(STDOUT_FILENO);
    g_autofree char *text = read_all(terminal);
    close(terminal);
    waitpid(pid, NULL, 0);
    assert_non_null(
        strstr(text, "\r\nsomebody@example.org  a reason that is longer tha\xe2\x80\xa6"));
}

static const char *const columns3[] = {"NUMBER", "STATE", "TEXT", NULL};

static char *
format(const char *state, const char *text, guint columns)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    const char *first[] = {"INC1", state, text, NULL}, *second[] = {"INC0000002", "", "", NULL};
    g_ptr_array_add(rows, first);
    g_ptr_array_add(rows, second);
    return terminal_table_format(columns3, rows, columns);
}

static void
columns_are_as_wide_as_their_widest_cell(void **state)
{
    (void)state;
    g_autofree char *table = format("New", "red \033[31m ink", 60);
    assert_string_equal(table, "NUMBER      STATE  TEXT\n"
                               "INC1        New    red ?[31m ink\n"
                               "INC0000002\n");
}

#define STATE "Awaiting the Problem Management"

static void
a_narrow_terminal_cuts_the_last_column_first(void **state)
{
    (void)state;
    g_autofree char *last = format(STATE, "a text that is too long", 60);
    assert_string_equal(last, "NUMBER      STATE                            TEXT\n"
                              "INC1        " STATE "  a text that is\xe2\x80\xa6\n"
                              "INC0000002\n");
    g_autofree char *others = format(STATE, "a text that is too long", 20);
    assert_string_equal(others,
                        "NUMBER      STATE                 TEXT\n"
                        "INC1        Awaiting the Proble\xe2\x80\xa6  a text th\xe2\x80\xa6\n"
                        "INC0000002\n");
}

static void
a_pipe_gets_everything(void **state)
{
    (void)state;
    g_autofree char *text = g_strnfill(5000, 'x');
    g_autofree char *table = format(STATE, text, 0);
    g_autofree char *line = g_strconcat("INC1        " STATE "  ", text, "\n", NULL);
    assert_non_null(g_strstr_len(table, -1, line));
}

static void
a_table_without_rows_has_its_titles(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    g_autofree char *table = terminal_table_format(columns3, rows, 0);
    assert_string_equal(table, "NUMBER  STATE  TEXT\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_as_wide_as_their_widest_cell),
        cmocka_unit_test(a_narrow_terminal_cuts_the_last_column_first),
        cmocka_unit_test(a_pipe_gets_everything),
        cmocka_unit_test(a_table_without_rows_has_its_titles),
        cmocka_unit_test(everything_is_whole_where_it_is_piped),
        cmocka_unit_test(a_terminal_gets_lines_that_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
