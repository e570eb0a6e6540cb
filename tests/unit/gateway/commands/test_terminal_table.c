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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_whole_where_it_is_piped),
        cmocka_unit_test(a_terminal_gets_lines_that_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
