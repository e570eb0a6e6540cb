/* Many messages in one process: each has its own Letter, and nothing of the one before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/sandbox/parse_child_internal.h"
#include "gateway/sandbox/parse_zygote.h"
#include "tests/unit/sandbox_attempts.h"

static const ParseOptions options = {.ticket_pattern = NULL};

static ParseZygote *
start(guint wall_time_ms)
{
    const ParseChildLimits limits = {.wall_time_ms = wall_time_ms,
                                     .cpu_time_s = 20,
                                     .memory_bytes = (guint64)256 * 1024 * 1024,
                                     .output_bytes = (guint64)64 * 1024 * 1024,
                                     .directory = g_get_tmp_dir()};
    ParseZygote *zygote = parse_zygote_start(&options, &limits, NULL);
    assert_non_null(zygote);
    return zygote;
}

static ParseResult *
parse(ParseZygote *zygote, const char *mail, const char *sender)
{
    int fd = parse_zygote_begin(zygote, NULL);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, mail, strlen(mail)), strlen(mail));
    ParseResult *result = parse_zygote_run(zygote, sender, NULL);
    assert_non_null(result);
    assert_null(result->failure);
    return result;
}

#define PLAIN "From: a@b.example\n\nshort\n"
#define WITH_FILE                                                                                  \
    "From: a@b.example\nSubject: long\nMIME-Version: 1.0\n"                                        \
    "Content-Type: multipart/mixed; boundary=m\n\n--m\n\na much longer text than the other\n"      \
    "--m\nContent-Type: application/x; name=a.bin\nContent-Transfer-Encoding: "                    \
    "base64\n\nAAEC\n--m--\n"

static void
each_message_stands_alone(void **state)
{
    (void)state;
    g_autoptr(ParseZygote) zygote = start(20000);
    for (guint i = 0; i < 3; i++) {
        g_autoptr(ParseResult) first = parse(zygote, WITH_FILE, "a@b.example");
        assert_string_equal(first->letter->subject, "long");
        assert_int_equal(first->letter->attachments->len, 1);
        char octets[8] = "";
        assert_int_equal(pread(first->attachments_fd, octets, 8, 0), 4);
        assert_memory_equal(octets, "AAEC", 4);
        g_autoptr(ParseResult) second = parse(zygote, PLAIN, NULL);
        assert_string_equal(second->letter->text, "short\n");
        assert_int_equal(second->letter->attachments->len, 0);
    }
}

static void
the_sender_is_that_of_the_message(void **state)
{
    (void)state;
    g_autoptr(ParseZygote) zygote = start(20000);
    g_autoptr(ParseResult) machine = parse(zygote, PLAIN, "");
    assert_int_equal(machine->letter->mail_class, LETTER_CLASS_AUTO_GENERATED);
    g_autoptr(ParseResult) human = parse(zygote, PLAIN, "a@b.example");
    assert_int_equal(human->letter->mail_class, LETTER_CLASS_HUMAN);
    g_autoptr(ParseResult) unknown = parse(zygote, PLAIN, NULL);
    assert_int_equal(unknown->letter->mail_class, LETTER_CLASS_HUMAN);
}

static void
a_child_without_time_is_killed_and_the_next_one_works(void **state)
{
    (void)state;
    g_autoptr(ParseZygote) zygote = start(0);
    g_autofree char *line = g_strnfill(70, 'x');
    int fd = parse_zygote_begin(zygote, NULL);
    line[69] = '\n';
    assert_int_equal(write(fd, PLAIN, strlen(PLAIN)), strlen(PLAIN));
    for (guint i = 0; i < 100000; i++) /* more than any child can read in that time */
        assert_int_equal(write(fd, line, 70), 70);
    g_autoptr(ParseResult) result = parse_zygote_run(zygote, NULL, NULL);
    assert_non_null(result);
    assert_non_null(strstr(result->failure, "longer than 0 ms"));
    assert_int_equal(result->attachments_fd, -1);
    fd = parse_zygote_begin(zygote, NULL);
    g_autoptr(ParseResult) again = parse_zygote_run(zygote, NULL, NULL);
    assert_non_null(again);
}

/* The zygote is our only child process. */
static void
kill_zygote(void)
{
    g_autofree char *path =
        g_strdup_printf("/proc/%d/task/%d/children", (int)getpid(), (int)getpid());
    g_autofree char *children = NULL;
    siginfo_t info;
    assert_true(g_file_get_contents(path, &children, NULL, NULL));
    pid_t pid = (pid_t)g_ascii_strtoll(children, NULL, 10);
    kill(pid, SIGKILL);
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
}

static void
a_zygote_that_is_gone_is_seen(void **state)
{
    (void)state;
    g_autoptr(ParseZygote) zygote = start(20000);
    assert_true(parse_zygote_is_alive(zygote));
    kill_zygote();
    assert_false(parse_zygote_is_alive(zygote));
    assert_false(parse_zygote_is_alive(zygote));
}

static void
a_zygote_that_is_gone_is_temporary(void **state)
{
    (void)state;
    g_autoptr(ParseZygote) zygote = start(20000);
    g_autoptr(GError) error = NULL;
    kill_zygote();
    assert_true(parse_zygote_begin(zygote, NULL) >= 0);
    assert_null(parse_zygote_run(zygote, NULL, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
}

/* The next attempt; inherited by the zygote and its child. */
static const SandboxAttempt *next_attempt;

static Letter *
make_attempt(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    _exit(next_attempt->attempt());
}

/* In the child of a zygote: status 0 without a Letter, or death by a signal. */
static void
a_child_can_do_nothing_else(void **state)
{
    const ParseChildLimits limits = {.wall_time_ms = 20000,
                                     .cpu_time_s = 10,
                                     .memory_bytes = (guint64)256 * 1024 * 1024,
                                     .output_bytes = 1024 * 1024,
                                     .directory = g_get_tmp_dir()};

    (void)state;
    for (size_t i = 0; i < n_sandbox_attempts; i++) {
        next_attempt = &sandbox_attempts[i];
        g_autoptr(ParseZygote) zygote =
            parse_zygote_start_function(make_attempt, &options, &limits, NULL);
        int fd = parse_zygote_begin(zygote, NULL);
        assert_int_equal(pwrite(fd, SANDBOX_ATTEMPTS_MESSAGE, 7, 0), 7);
        g_autoptr(ParseResult) result = parse_zygote_run(zygote, NULL, NULL);
        assert_non_null(result);
        const char *end =
            next_attempt->killed_by == 0 ? "no good Letter" : "a forbidden system call";
        if (strstr(result->failure, end) == NULL)
            fail_msg("%s: %s", next_attempt->name, result->failure);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_message_stands_alone),
        cmocka_unit_test(the_sender_is_that_of_the_message),
        cmocka_unit_test(a_child_without_time_is_killed_and_the_next_one_works),
        cmocka_unit_test(a_zygote_that_is_gone_is_seen),
        cmocka_unit_test(a_zygote_that_is_gone_is_temporary),
        cmocka_unit_test(a_child_can_do_nothing_else),
    };
    return cmocka_run_group_tests(tests, sandbox_attempts_set_up, sandbox_attempts_tear_down);
}
