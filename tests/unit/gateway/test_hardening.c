/* test_hardening.c - a process without core dumps leaves none, even when it crashes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/hardening.h"
#include "gateway/sanitizer.h"

/* Exit status 0: everything was given up, for good. */
static void
check_in_child(void)
{
    struct rlimit limit = {.rlim_cur = 1, .rlim_max = 1};

    if (!hardening_apply() || getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_cur != 0 ||
        limit.rlim_max != 0)
        _exit(1);
    if (!SANITIZER_IS_ON && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
        _exit(2);
    _exit(0);
}

static void
hardening_gives_up_core_dumps(void **state)
{
    int status = 0;
    pid_t pid = fork();

    (void)state;
    assert_true(pid >= 0);
    if (pid == 0)
        check_in_child();
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* Exit status 0: closed descriptors are open again, and empty. */
static void
check_descriptors_in_child(void)
{
    char c;

    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        (void)close(fd);
    if (!hardening_apply())
        _exit(1);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (read(fd, &c, 1) != 0)
            _exit(2);
    }
    _exit(0);
}

/* The next opened file must not become standard input. */
static void
closed_descriptors_are_filled(void **state)
{
    int status = 0;
    pid_t pid = fork();

    (void)state;
    assert_true(pid >= 0);
    if (pid == 0)
        check_descriptors_in_child();
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void
a_crash_leaves_no_core_dump(void **state)
{
    int status = 0;
    pid_t pid = fork();

    (void)state;
    assert_true(pid >= 0);
    if (pid == 0) {
        (void)hardening_apply();
        abort();
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    assert_false(WCOREDUMP(status));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hardening_gives_up_core_dumps),
        cmocka_unit_test(closed_descriptors_are_filled),
        cmocka_unit_test(a_crash_leaves_no_core_dump),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
