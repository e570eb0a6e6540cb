/* test_sandbox.c - tries each forbidden thing from inside the sandbox.
 *
 * Every attempt runs in its own child. Its exit status is 0 if the sandbox works, else 1; attempts
 * that only an attacker makes end with a signal.
 */
#include "gateway/sandbox/sandbox.h"
#include "gateway/sanitizer.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/spool.h"
#include "tests/unit/sandbox_attempts.h"

#define MIB ((guint64)1024 * 1024)
#define HIGH_FD 200

typedef int (*Attempt)(void);

static SandboxLimits
usual_limits(void)
{
    return (SandboxLimits){.cpu_time_s = 10, .memory_bytes = 256 * MIB, .output_bytes = MIB};
}

static int
open_temporary(void)
{
    int fd = spool_open_file(g_get_tmp_dir(), NULL);

    assert_true(fd >= 0);
    return fd;
}

static gboolean
enter(const SandboxLimits *limits)
{
    GBytes *filter = NULL;

    return sandbox_prepare(NULL, &filter) == NULL && sandbox_enter(limits, filter) == NULL;
}

/* The wait status of an attempt. */
static int
run_inside(Attempt attempt, const SandboxLimits *limits)
{
    SandboxFiles files = {.message_fd = open_temporary(),
                          .letter_fd = open_temporary(),
                          .attachments_fd = open_temporary(),
                          .control_fd = -1};
    pid_t parent = getpid(), pid = -1;
    int status = -1;

    assert_int_equal(pwrite(files.message_fd, SANDBOX_ATTEMPTS_MESSAGE, 7, 0), 7);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (!sandbox_close_inherited(&files, parent) || !enter(limits))
            _exit(99);
        _exit(attempt());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    (void)close(files.message_fd);
    (void)close(files.letter_fd);
    (void)close(files.attachments_fd);
    return status;
}

static void
the_sandbox_stops_every_attempt_to_get_out(void **state)
{
    SandboxLimits limits = usual_limits();

    (void)state;
    for (size_t i = 0; i < n_sandbox_attempts; i++) {
        int status = run_inside(sandbox_attempts[i].attempt, &limits);
        gboolean is_held =
            sandbox_attempts[i].killed_by != 0
                ? WIFSIGNALED(status) && WTERMSIG(status) == sandbox_attempts[i].killed_by
                : WIFEXITED(status) && WEXITSTATUS(status) == 0;

        if (!is_held)
            fail_msg("%s: wait status 0x%x", sandbox_attempts[i].name, (unsigned)status);
    }
}

/* Limits. */
static int
use_up_time(void)
{
    static volatile gboolean is_over;

    while (!is_over) {
    }
    return 1;
}
static int
use_up_memory(void)
{
    void *block = mmap(NULL, 256 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return block == MAP_FAILED && errno == ENOMEM ? 0 : 1;
}
static int
use_up_file(void)
{
    static const char block[65536];

    while (write(SANDBOX_ATTACHMENTS_FD, block, sizeof block) > 0) {
    }
    return 1;
}
static int
write_far_away(void)
{
    return pwrite(SANDBOX_LETTER_FD, "x", 1, (off_t)(10 * MIB)) == 1 ? 1 : 2;
}

static void
assert_killed(int status, int number)
{
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), number);
}

static void
files_and_time_and_memory_are_limited(void **state)
{
    SandboxLimits limits = usual_limits();
    int status = 0;

    (void)state;
    assert_killed(run_inside(use_up_file, &limits), SIGXFSZ);
    assert_killed(run_inside(write_far_away, &limits), SIGXFSZ);
    limits.cpu_time_s = 1;
    assert_killed(run_inside(use_up_time, &limits), SIGXCPU);
    if (SANITIZER_IS_ON)
        return;
    status = run_inside(use_up_memory, &limits);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* int 0x80 calls the 32-bit system calls, whose numbers have other meanings. */
static int
try_other_architecture(void)
{
#ifdef __x86_64__
    int result = 0;

    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
    return result > 0 ? 1 : 2;
#else
    return 1;
#endif
}

static void
system_calls_of_another_architecture_are_refused(void **state)
{
    SandboxLimits limits = usual_limits();

    (void)state;
#ifdef __x86_64__
    assert_true(WIFSIGNALED(run_inside(try_other_architecture, &limits)));
#else
    assert_int_equal(WEXITSTATUS(run_inside(try_other_architecture, &limits)), 1);
#endif
}

static int
work_on_alone(void)
{
    return write(SANDBOX_LETTER_FD, "x", 1) == 1 ? use_up_time() : 1;
}

/* A parent that dies while its child works in the sandbox; it writes the child's pid to
 * `report_fd`. */
static void
abandon_child(int report_fd)
{
    SandboxFiles files = {open_temporary(), open_temporary(), open_temporary(), -1};
    SandboxLimits limits = usual_limits();
    pid_t parent = getpid(), pid = fork();
    char octet;

    if (pid == 0) {
        if (!sandbox_close_inherited(&files, parent) || !enter(&limits))
            _exit(99);
        _exit(work_on_alone());
    }
    while (pread(files.letter_fd, &octet, 1, 0) == 0)
        g_usleep(1000);
    _exit(write(report_fd, &pid, sizeof pid) == (gssize)sizeof pid ? 0 : 1);
}

static void
the_child_dies_with_its_parent(void **state)
{
    int ends[2], status = 0;
    pid_t middle, pid = 0;

    (void)state;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    assert_int_equal(pipe(ends), 0);
    middle = fork();
    assert_true(middle >= 0);
    if (middle == 0)
        abandon_child(ends[1]);
    assert_int_equal(read(ends[0], &pid, sizeof pid), sizeof pid);
    assert_int_equal(waitpid(middle, NULL, 0), middle);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    (void)close(ends[0]);
    (void)close(ends[1]);
    assert_killed(status, SIGKILL);
}

/* Whatever numbers the descriptors have, none overwrites another. */
static void
crossed_descriptors_do_not_overwrite_each_other(void **state)
{
    int message_fd = open_temporary(), other_fd = open_temporary(), status = -1;
    pid_t parent = getpid(), pid = -1;

    (void)state;
    assert_int_equal(pwrite(message_fd, SANDBOX_ATTEMPTS_MESSAGE, 7, 0), 7);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        SandboxFiles files = {SANDBOX_ATTACHMENTS_FD, SANDBOX_MESSAGE_FD, SANDBOX_LETTER_FD, -1};

        message_fd = fcntl(message_fd, F_DUPFD, HIGH_FD + 1);
        other_fd = fcntl(other_fd, F_DUPFD, HIGH_FD + 1);
        (void)dup2(message_fd, files.message_fd);
        (void)dup2(other_fd, files.letter_fd);
        (void)dup2(other_fd, files.attachments_fd);
        _exit(sandbox_close_inherited(&files, parent) ? sandbox_can_read_message() : 99);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    (void)close(message_fd);
    (void)close(other_fd);
}

static void
a_child_of_another_parent_is_refused(void **state)
{
    SandboxFiles files = {open_temporary(), open_temporary(), open_temporary(), -1};
    int status = 0;
    pid_t pid = fork();

    (void)state;
    if (pid == 0)
        _exit(sandbox_close_inherited(&files, getpid()) ? 1 : 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    (void)close(files.message_fd);
    (void)close(files.letter_fd);
    (void)close(files.attachments_fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sandbox_stops_every_attempt_to_get_out),
        cmocka_unit_test(files_and_time_and_memory_are_limited),
        cmocka_unit_test(system_calls_of_another_architecture_are_refused),
        cmocka_unit_test(the_child_dies_with_its_parent),
        cmocka_unit_test(crossed_descriptors_do_not_overwrite_each_other),
        cmocka_unit_test(a_child_of_another_parent_is_refused),
    };

    return cmocka_run_group_tests(tests, sandbox_attempts_set_up, sandbox_attempts_tear_down);
}
