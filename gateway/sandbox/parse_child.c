/* parse_child.c - see parse_child.h.
 *
 * Forks the child, waits for it, kills and reaps it; parse_outcome.c reads its output. Knows about
 * mail only that a parser turns it into a Letter. */
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

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/log.h"
#include "gateway/sandbox/parse_child_internal.h"
#include "gateway/sandbox/sandbox.h"
#include "gateway/spool.h"
#include "parsers/body/smime.h"

#define NAP_MS 5

static void G_GNUC_NORETURN
end_child(int status, const char *reason)
{
    (void)descriptor_write_all(SANDBOX_LETTER_FD, reason, strlen(reason));
    _exit(status);
}

/* _exit(2): the child must not run the parent's exit handlers. */
void
parse_child_live(const ParseTask *task)
{
    SandboxLimits limits = {.cpu_time_s = task->limits->cpu_time_s,
                            .memory_bytes = task->limits->memory_bytes,
                            .output_bytes = task->limits->output_bytes};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) json = NULL;
    const char *failure = sandbox_enter(&limits, task->filter);
    Letter *letter = NULL;

    if (failure != NULL)
        end_child(PARSE_END_NOT_SANDBOXED, failure);
    letter = task->parse(SANDBOX_MESSAGE_FD, SANDBOX_ATTACHMENTS_FD, task->options, &error);
    if (letter == NULL)
        end_child(g_error_matches(error, PARSE_ERROR, PARSE_ERROR_IO) ? PARSE_END_DISK_FAULT
                                                                      : PARSE_END_ERROR,
                  error != NULL ? error->message : "no reason given");
    json = letter_write(letter, FALSE);
    if (!descriptor_write_all(SANDBOX_LETTER_FD, g_bytes_get_data(json, NULL),
                              g_bytes_get_size(json)))
        _exit(errno == EFBIG ? PARSE_END_ERROR : PARSE_END_DISK_FAULT);
    _exit(PARSE_END_DONE);
}

const char *
parse_child_prepare(GBytes **ret_filter)
{
    g_autofree char *library = smime_find_library();

    parse_init();
    return sandbox_prepare(library, ret_filter);
}

static void G_GNUC_NORETURN
start_life(const ParseTask *task, const SandboxFiles *files, pid_t parent_pid)
{
    ParseTask prepared = *task;
    const char *failure = NULL;

    log_silence();
    if (!sandbox_close_inherited(files, parent_pid))
        _exit(PARSE_END_NOT_CLOSED);
    failure = parse_child_prepare(&prepared.filter);
    if (failure != NULL)
        end_child(PARSE_END_NOT_SANDBOXED, failure);
    parse_child_live(&prepared);
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

/* Waits until the child ends or until `end_us` (monotonic time); TRUE: it ended. Without pidfd
 * (kernels before 5.3) it polls. */
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

gboolean
parse_child_await(pid_t pid, guint wall_time_ms, ParseEnd *ret_end)
{
    gint64 end_us = g_get_monotonic_time() + (gint64)wall_time_ms * 1000;

    ret_end->has_ended = wait_until(pid, end_us);
    if (!ret_end->has_ended)
        (void)kill(pid, SIGKILL);
    return reap(pid, 0, &ret_end->status);
}

/* Some callers start filters with SIGCHLD ignored; then the kernel keeps no child's status. */
static void
expect_children(void)
{
    struct sigaction action;

    if (sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
        (void)signal(SIGCHLD, SIG_DFL);
}

static ParseResult *
run_child(const ParseTask *task, const SandboxFiles *files, GError **error)
{
    pid_t parent_pid = getpid();
    ParseEnd end = {0};
    pid_t pid = -1;

    expect_children();
    pid = fork();
    if (pid == 0)
        start_life(task, files, parent_pid);
    if (pid < 0)
        return set_error(error, "cannot start the parser"), NULL;
    if (task->limits->meanwhile != NULL)
        task->limits->meanwhile();
    if (!parse_child_await(pid, task->limits->wall_time_ms, &end))
        return set_error(error, "cannot learn how the parser ended"), NULL;
    return parse_outcome_read(&end, files, task->limits, error);
}

ParseResult *
parse_child_run_function(ParseFunction parse, int message_fd, const ParseOptions *options,
                         const ParseChildLimits *limits, GError **error)
{
    const ParseTask task = {.parse = parse, .options = options, .limits = limits};
    SandboxFiles files = {.message_fd = message_fd, .control_fd = -1};
    ParseResult *result = NULL;

    files.attachments_fd = spool_open_file(limits->directory, error);
    if (files.attachments_fd < 0)
        return NULL;
    files.letter_fd = spool_open_file(NULL, error);
    if (files.letter_fd >= 0)
        result = run_child(&task, &files, error);
    if (files.letter_fd >= 0)
        (void)close(files.letter_fd);
    (void)close(files.attachments_fd);
    return result;
}

ParseResult *
parse_child_run(int message_fd, const ParseOptions *options, const ParseChildLimits *limits,
                GError **error)
{
    return parse_child_run_function(parse_message, message_fd, options, limits, error);
}
