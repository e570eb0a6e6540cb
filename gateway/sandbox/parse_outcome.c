/* parse_outcome.c - reads the output of a parsing child as untrusted input.
 *
 * Describes how a child ended, and checks the Letter that it wrote. Does not know how the child was
 * started. */
#include "gateway/sandbox/parse_child_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/log.h"

#define REASON_MAX_BYTES 300

/* At most `max_bytes` of a file. NULL: with errno 0 the file is larger, else it cannot be read. */
static GBytes *
read_file(int fd, guint64 max_bytes)
{
    struct stat info;
    g_autofree char *content = NULL;
    gsize size = 0;

    if (fstat(fd, &info) != 0)
        return NULL;
    errno = 0;
    if (info.st_size < 0 || (guint64)info.st_size > max_bytes)
        return NULL;
    size = (gsize)info.st_size;
    content = g_malloc(size + 1);
    if (descriptor_read_at(fd, content, size, 0) != (gssize)size)
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&content), size);
}

/* The child's own words, cleaned: an attacker may have written them. */
static char *
describe_exit(int exit_status, int letter_fd)
{
    g_autoptr(GBytes) bytes = read_file(letter_fd, REASON_MAX_BYTES);
    g_autofree char *reason = NULL;
    g_autofree char *clean = NULL;

    if (bytes != NULL)
        reason = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    clean = log_clean(reason != NULL && *reason != '\0' ? reason : "no reason was written",
                      REASON_MAX_BYTES);
    switch (exit_status) {
    case PARSE_END_NOT_CLOSED:
        return g_strdup("the parser could not be shut in: inherited things could not be closed");
    case PARSE_END_NOT_SANDBOXED:
        return g_strdup_printf("the parser could not be shut in: %s", clean);
    case PARSE_END_DISK_FAULT:
        return g_strdup_printf("the parser could not read or write its files: %s", clean);
    case PARSE_END_ERROR:
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
        return g_strdup_printf("the parser wrote more than %" G_GUINT64_FORMAT " bytes",
                               limits->output_bytes);
    case SIGSYS:
        return g_strdup("the parser tried a forbidden system call");
    case SIGABRT:
    case SIGTRAP:
        return g_strdup_printf("the parser aborted, or %" G_GUINT64_FORMAT
                               " bytes of memory were not enough",
                               limits->memory_bytes);
    default:
        return g_strdup_printf("the parser crashed: signal %d, %s", number, g_strsignal(number));
    }
}

static gboolean
set_unreadable(GError **error, const char *what)
{
    int saved_errno = errno;

    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "%s: %s", what,
                g_strerror(saved_errno));
    return FALSE;
}

/* Reads the Letter as untrusted input. FALSE: a disk or memory file failed. */
static gboolean
read_answer(ParseResult *result, const SandboxFiles *files, GError **error)
{
    g_autoptr(GBytes) json = read_file(files->letter_fd, (guint64)LETTER_MAX_JSON_BYTES);
    g_autoptr(GError) problem = NULL;
    struct stat message, attachments;

    if (json == NULL && errno != 0)
        return set_unreadable(error, "cannot read what the parser wrote");
    if (fstat(files->message_fd, &message) != 0 || fstat(result->attachments_fd, &attachments) != 0)
        return set_unreadable(error, "cannot look at the message or its attachments");
    if (json == NULL) {
        result->failure = g_strdup("the parser wrote more than a Letter can hold");
        return TRUE;
    }
    result->letter =
        letter_read(json, (guint64)message.st_size, (guint64)attachments.st_size, &problem);
    if (result->letter == NULL) {
        g_autofree char *reason = log_clean(problem->message, REASON_MAX_BYTES);

        result->failure = g_strdup_printf("the parser wrote no good Letter: %s", reason);
    }
    return TRUE;
}

/* The child never began to read the mail, or a disk failed. */
static gboolean
is_fault_of_ours(const ParseEnd *end)
{
    if (!end->has_ended || !WIFEXITED(end->status))
        return FALSE;
    int exit_status = WEXITSTATUS(end->status);
    return exit_status == PARSE_END_DISK_FAULT || exit_status == PARSE_END_NOT_CLOSED ||
           exit_status == PARSE_END_NOT_SANDBOXED;
}

/* Fills in the Letter or the failure. FALSE: neither; the mail is not the cause. */
static gboolean
judge_end(ParseResult *result, const ParseEnd *end, const SandboxFiles *files,
          const ParseChildLimits *limits, GError **error)
{
    if (!end->has_ended)
        result->failure =
            g_strdup_printf("the parser took longer than %u ms", limits->wall_time_ms);
    else if (WIFSIGNALED(end->status))
        result->failure = describe_signal(WTERMSIG(end->status), limits);
    else if (WEXITSTATUS(end->status) != PARSE_END_DONE)
        result->failure = describe_exit(WEXITSTATUS(end->status), files->letter_fd);
    else
        return read_answer(result, files, error);
    return TRUE;
}

ParseResult *
parse_outcome_read(const ParseEnd *end, const SandboxFiles *files, const ParseChildLimits *limits,
                   GError **error)
{
    g_autoptr(ParseResult) result = g_new0(ParseResult, 1);

    result->attachments_fd = -1;
    if (is_fault_of_ours(end)) {
        g_autofree char *reason = describe_exit(WEXITSTATUS(end->status), files->letter_fd);
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, reason);
        return NULL;
    }
    result->attachments_fd = fcntl(files->attachments_fd, F_DUPFD_CLOEXEC, 0);
    if (result->attachments_fd < 0) {
        set_unreadable(error, "cannot keep a file open");
        return NULL;
    }
    if (!judge_end(result, end, files, limits, error))
        return NULL;
    if (result->failure != NULL) {
        (void)close(result->attachments_fd);
        result->attachments_fd = -1;
    }
    return g_steal_pointer(&result);
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
