/* parse_child.c - a child for each message, and what the parent makes of it.
 *
 * Owns the child's life: fork, waiting, killing, reaping, and the reading of its answer. Knows of
 * mail only that a parser turns it into a Letter.
 */
#include "gateway/sandbox/parse_child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/delivery/delivery_error.h"
#include "gateway/delivery/spool.h"
#include "gateway/log.h"
#include "gateway/sandbox/parse_child_internal.h"
#include "gateway/sandbox/sandbox.h"

#define NAP_MS 5
#define REASON_MAX_BYTES 300

/* What the child's exit status says. After the last two the Letter's file holds the reason. */
enum {
    CHILD_DONE = 0,
    CHILD_NOT_CLOSED = 3,
    CHILD_NOT_SANDBOXED = 4,
    CHILD_PARSE_ERROR = 5,
};

typedef struct {
    ParseFunction parse;
    const ParseOptions *options;
    const ParseChildLimits *limits;
    SandboxFiles files;
    pid_t parent_pid;
} ChildTask;

static gboolean
write_all(int fd, const char *data, gsize length)
{
    while (length > 0) {
        gssize count = write(fd, data, length);

        if (count <= 0)
            return FALSE;
        data += count;
        length -= (gsize)count;
    }
    return TRUE;
}

static void G_GNUC_NORETURN
end_child(int status, const char *reason)
{
    (void)write_all(SANDBOX_LETTER_FD, reason, strlen(reason));
    _exit(status);
}

/* The child's whole life. _exit(2): what the parent left to do at exit is not the child's. */
static void G_GNUC_NORETURN
live_as_child(const ChildTask *task)
{
    SandboxLimits limits = {.cpu_time_s = task->limits->cpu_time_s,
                            .memory_bytes = task->limits->memory_bytes,
                            .output_bytes = task->limits->output_bytes};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) json = NULL;
    const char *failure = NULL;
    Letter *letter = NULL;

    log_silence();
    if (!sandbox_close_inherited(&task->files, task->parent_pid))
        _exit(CHILD_NOT_CLOSED);
    parse_init();
    failure = sandbox_enter(&limits);
    if (failure != NULL)
        end_child(CHILD_NOT_SANDBOXED, failure);
    letter = task->parse(SANDBOX_MESSAGE_FD, SANDBOX_ATTACHMENTS_FD, task->options, &error);
    if (letter == NULL)
        end_child(CHILD_PARSE_ERROR, error != NULL ? error->message : "no reason given");
    json = letter_write(letter, FALSE);
    if (!write_all(SANDBOX_LETTER_FD, g_bytes_get_data(json, NULL), g_bytes_get_size(json)))
        _exit(CHILD_PARSE_ERROR);
    _exit(CHILD_DONE);
}

static gboolean
set_error(GError **error, const char *what)
{
    int saved_errno = errno;

    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "%s: %s", what,
                g_strerror(saved_errno));
    return FALSE;
}

static gboolean
reap(pid_t pid, int flags, int *ret_status)
{
    pid_t reaped = 0;

    do
        reaped = waitpid(pid, ret_status, flags);
    while (reaped < 0 && errno == EINTR);
    return reaped == pid;
}

/* Waits until the child has ended or `end_us` (monotonic) has come; TRUE: ended. Where the kernel
 * has no pidfd (before 5.3) it looks again and again. */
static gboolean
wait_until(pid_t pid, gint64 end_us)
{
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    gboolean has_ended = FALSE;

    for (;;) {
        struct pollfd watch = {.fd = pidfd, .events = POLLIN};
        siginfo_t info = {.si_pid = 0};
        gint64 left_ms = (end_us - g_get_monotonic_time() + 999) / 1000;

        if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
            has_ended = info.si_pid == pid;
        else
            has_ended = errno == ECHILD;
        if (has_ended || left_ms <= 0)
            break;
        (void)poll(&watch, 1, (int)MIN(left_ms, pidfd < 0 ? NAP_MS : G_MAXINT));
    }
    if (pidfd >= 0)
        (void)close(pidfd);
    return has_ended;
}

/* At most `max_bytes` of a file; NULL where it holds more or cannot be read. */
static GBytes *
read_file(int fd, guint64 max_bytes)
{
    struct stat info;
    g_autofree char *content = NULL;
    gsize size = 0, filled = 0;

    if (fstat(fd, &info) != 0 || info.st_size < 0 || (guint64)info.st_size > max_bytes)
        return NULL;
    size = (gsize)info.st_size;
    content = g_malloc(size + 1);
    while (filled < size) {
        gssize count = pread(fd, content + filled, size - filled, (off_t)filled);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return NULL;
        filled += (gsize)count;
    }
    return g_bytes_new_take(g_steal_pointer(&content), size);
}

/* The child's own words, cleaned: it may have been taken over when it wrote them. */
static char *
describe_exit(int exit_status, int letter_fd)
{
    g_autoptr(GBytes) bytes = read_file(letter_fd, REASON_MAX_BYTES);
    g_autofree char *reason = NULL;
    g_autofree char *clean = NULL;

    if (bytes != NULL)
        reason = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    clean = log_clean(reason != NULL ? reason : "", REASON_MAX_BYTES);
    switch (exit_status) {
    case CHILD_NOT_CLOSED:
        return g_strdup("the parser could not be shut in: inherited things could not be closed");
    case CHILD_NOT_SANDBOXED:
        return g_strdup_printf("the parser could not be shut in: %s", clean);
    case CHILD_PARSE_ERROR:
        return g_strdup_printf("the parser gave up: %s", clean);
    default:
        return g_strdup_printf("the parser ended with unknown status %d", exit_status);
    }
}

static char *
describe_signal(int number, const ParseChildLimits *limits)
{
    switch (number) {
    case SIGXCPU:
        return g_strdup_printf("the parser used more than %u s of processor time",
                               limits->cpu_time_s);
    case SIGXFSZ:
        return g_strdup_printf("the parser wrote more than %" G_GUINT64_FORMAT " octets",
                               limits->output_bytes);
    case SIGSYS:
        return g_strdup("the parser tried a forbidden system call");
    case SIGABRT:
    case SIGTRAP:
        return g_strdup_printf("the parser aborted, or %" G_GUINT64_FORMAT
                               " octets of memory were not enough",
                               limits->memory_bytes);
    default:
        return g_strdup_printf("the parser crashed: signal %d, %s", number, g_strsignal(number));
    }
}

/* Reads the Letter as a stranger's. */
static void
read_answer(ParseResult *result, int letter_fd)
{
    g_autoptr(GBytes) json = read_file(letter_fd, (guint64)LETTER_MAX_JSON_BYTES);
    g_autoptr(GError) error = NULL;
    struct stat info;

    if (json == NULL) {
        result->failure = g_strdup("the parser wrote more than a Letter can hold");
        return;
    }
    if (fstat(result->attachments_fd, &info) != 0) {
        result->failure = g_strdup("the attachments cannot be looked at");
        return;
    }
    result->letter = letter_read(json, (guint64)info.st_size, &error);
    if (result->letter == NULL) {
        g_autofree char *reason = log_clean(error->message, REASON_MAX_BYTES);

        result->failure = g_strdup_printf("the parser wrote no good Letter: %s", reason);
    }
}

/* Waits for the child, ends it where it must, and fills the result in. */
static gboolean
finish_child(pid_t pid, int letter_fd, const ParseChildLimits *limits, ParseResult *result,
             GError **error)
{
    gint64 end_us = g_get_monotonic_time() + (gint64)limits->wall_time_ms * 1000;
    gboolean has_ended = wait_until(pid, end_us);
    int status = 0;

    if (!has_ended)
        (void)kill(pid, SIGKILL);
    if (!reap(pid, 0, &status))
        return set_error(error, "cannot learn how the parser ended");
    if (!has_ended)
        result->failure =
            g_strdup_printf("the parser took longer than %u ms", limits->wall_time_ms);
    else if (WIFSIGNALED(status))
        result->failure = describe_signal(WTERMSIG(status), limits);
    else if (WEXITSTATUS(status) != CHILD_DONE)
        result->failure = describe_exit(WEXITSTATUS(status), letter_fd);
    else
        read_answer(result, letter_fd);
    if (result->failure != NULL && result->attachments_fd >= 0) {
        (void)close(result->attachments_fd);
        result->attachments_fd = -1;
    }
    return TRUE;
}

/* Some callers start their filters with SIGCHLD ignored; then no child's status is kept. */
static void
expect_children(void)
{
    struct sigaction action;

    if (sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
        (void)signal(SIGCHLD, SIG_DFL);
}

static gboolean
run_child(const ChildTask *task, ParseResult *result, GError **error)
{
    pid_t pid = -1;

    expect_children();
    pid = fork();
    if (pid < 0)
        return set_error(error, "cannot start the parser");
    if (pid == 0)
        live_as_child(task);
    return finish_child(pid, task->files.letter_fd, task->limits, result, error);
}

ParseResult *
parse_child_run_function(ParseFunction parse, int message_fd, const ParseOptions *options,
                         const ParseChildLimits *limits, GError **error)
{
    g_autoptr(ParseResult) result = g_new0(ParseResult, 1);
    ChildTask task = {.parse = parse,
                      .options = options,
                      .limits = limits,
                      .files = {.message_fd = message_fd},
                      .parent_pid = getpid()};
    gboolean is_run = FALSE;

    result->attachments_fd = spool_open_file(limits->directory, error);
    if (result->attachments_fd < 0)
        return NULL;
    task.files.attachments_fd = result->attachments_fd;
    task.files.letter_fd = spool_open_file(limits->directory, error);
    if (task.files.letter_fd < 0)
        return NULL;
    is_run = run_child(&task, result, error);
    (void)close(task.files.letter_fd);
    return is_run ? g_steal_pointer(&result) : NULL;
}

ParseResult *
parse_child_run(int message_fd, const ParseOptions *options, const ParseChildLimits *limits,
                GError **error)
{
    return parse_child_run_function(parse_message, message_fd, options, limits, error);
}

void
parse_result_free(ParseResult *result)
{
    if (result == NULL)
        return;
    g_clear_pointer(&result->letter, letter_free);
    if (result->attachments_fd >= 0)
        (void)close(result->attachments_fd);
    g_free(result->failure);
    g_free(result);
}
