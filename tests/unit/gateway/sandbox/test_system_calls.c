/* test_system_calls.c - only the filter, as on a kernel without Landlock. */
#include "gateway/sandbox/system_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/sandbox/charset_tables.h"

typedef int (*Attempt)(void);

static int
run_filtered(gboolean is_open_allowed, Attempt attempt)
{
    int status = -1;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        if (!is_open_allowed)
            charset_tables_load();
        (void)signal(SIGSYS, SIG_DFL);
        g_autoptr(GBytes) filter = system_calls_make_filter(is_open_allowed);
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || filter == NULL ||
            !system_calls_give_up(filter))
            _exit(99);
        _exit(attempt());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static int
open_to_read(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0 ? 0 : errno;
}

static int
open_to_write(void)
{
    return open("/dev/null", O_WRONLY) >= 0 ? 0 : errno;
}

static int
make_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ? 0 : errno;
}

static int
kill_itself(void)
{
    return kill(getpid(), SIGTERM);
}

/* Tables that were loaded before still work if no file can be opened. */
static int
convert(void)
{
    iconv_t converter = iconv_open("UTF-8", "ISO-2022-JP");
    char input[] = "\x1b$B$3\x1b(B", output[8];
    char *in = input, *out = output;
    size_t in_left = sizeof input - 1, out_left = sizeof output;

    if (converter == (iconv_t)-1)
        return 1;
    return iconv(converter, &in, &in_left, &out, &out_left) == 0 && out - output == 3 ? 0 : 2;
}

static void
the_filter_allows_conversion_and_refuses_files_and_sockets(void **state)
{
    static const struct {
        gboolean is_open_allowed;
        Attempt attempt;
        int exit_status;
    } cases[] = {
        {TRUE, open_to_read, 0},       {FALSE, open_to_read, EPERM}, {TRUE, open_to_write, EPERM},
        {FALSE, open_to_write, EPERM}, {TRUE, make_socket, EPERM},   {FALSE, make_socket, EPERM},
        {FALSE, convert, 0},           {TRUE, convert, 0},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        int status = run_filtered(cases[i].is_open_allowed, cases[i].attempt);

        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), cases[i].exit_status);
    }
}

static void
a_forbidden_call_ends_the_process(void **state)
{
    int status = run_filtered(TRUE, kill_itself);

    (void)state;
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSYS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_filter_allows_conversion_and_refuses_files_and_sockets),
        cmocka_unit_test(a_forbidden_call_ends_the_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
