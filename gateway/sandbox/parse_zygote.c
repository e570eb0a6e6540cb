/* parse_zygote.c - see parse_zygote.h.
 *
 * Starts and ends the zygote, and exchanges two messages with it: "parse; the sender is ..." and
 * "the child ended like this". The only mail that the zygote itself parses is the built-in one
 * below. */
#include "gateway/sandbox/parse_zygote.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/log.h"
#include "gateway/sandbox/parse_child_internal.h"
#include "gateway/sandbox/sandbox.h"
#include "gateway/spool.h"

/* A request: one of these, then the sender. */
#define SENDER_UNKNOWN 'u'
#define SENDER_KNOWN 's'
#define REQUEST_MAX_BYTES 4096
/* Added to the time limit of the child: time for the zygote to kill it and report that. */
#define ANSWER_MARGIN_MS 5000

struct ParseZygote {
    pid_t pid;
    SandboxFiles files; /* control_fd is our end of the socket */
    ParseChildLimits limits;
};

/* A mail that uses what parsing may need: every kind of part, encoded words, a quotation. */
static const char warm_mail[] =
    "From: =?iso-8859-1?Q?J=F6rg?= <warm@mail.example>\r\nTo: <support@desk.example>\r\n"
    "Subject: Re: =?utf-8?B?w6k=?= [INC0000001]\r\nDate: Tue, 24 Nov 2026 10:00:00 +0100\r\n"
    "Message-ID: <warm@mail.example>\r\nIn-Reply-To: <cold@mail.example>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=m\r\n\r\n"
    "--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
    "--a\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Caf=E9.\r\n\r\nOn Tue, 24 Nov 2026, Support wrote:\r\n> Hello\r\n-- \r\nJ\r\n"
    "--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Caf&eacute;.</p>\r\n--a--\r\n"
    "--m\r\nContent-Type: application/octet-stream; name=a.bin\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--m--\r\n";

static void
warm_up(const ParseOptions *options)
{
    int message_fd = memfd_create("warm", MFD_CLOEXEC);
    int attachments_fd = memfd_create("warm", MFD_CLOEXEC);

    parse_init();
    if (message_fd >= 0 && attachments_fd >= 0 &&
        write(message_fd, warm_mail, sizeof warm_mail - 1) == sizeof warm_mail - 1) {
        g_autoptr(Letter) letter = parse_message(message_fd, attachments_fd, options, NULL);
        g_autoptr(GBytes) json = letter != NULL ? letter_write(letter, FALSE) : NULL;
    }
    if (message_fd >= 0)
        (void)close(message_fd);
    if (attachments_fd >= 0)
        (void)close(attachments_fd);
}

/* In the new child: it dies with the zygote, and cannot write to the zygote's socket. */
static void G_GNUC_NORETURN
start_life(const ParseTask *task, pid_t zygote_pid)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != zygote_pid ||
        close(SANDBOX_CONTROL_FD) != 0)
        _exit(PARSE_END_NOT_CLOSED);
    parse_child_live(task);
}

/* Handles one message. FALSE: the parent is gone, or fork failed. */
static gboolean
serve(const ParseTask *task, const char *request, gsize length)
{
    g_autofree char *sender = g_strndup(request + 1, length - 1);
    ParseOptions options = *task->options;
    ParseTask one = *task;
    pid_t zygote_pid = getpid();
    ParseEnd end = {0};

    options.envelope_sender = request[0] == SENDER_KNOWN ? sender : NULL;
    one.options = &options;
    pid_t pid = fork();
    if (pid == 0)
        start_life(&one, zygote_pid);
    return pid > 0 && parse_child_await(pid, task->limits->wall_time_ms, &end) &&
           send(SANDBOX_CONTROL_FD, &end, sizeof end, MSG_NOSIGNAL) == sizeof end;
}

static void G_GNUC_NORETURN
live_as_zygote(const ParseTask *task, const SandboxFiles *files, pid_t parent_pid)
{
    ParseTask prepared = *task;
    char request[REQUEST_MAX_BYTES];
    gssize length = 0;

    (void)setpgid(0, 0); /* Ctrl-C at a terminal is for its parent, which finishes its mail */
    log_silence();
    if (!sandbox_close_inherited(files, parent_pid))
        _exit(PARSE_END_NOT_CLOSED);
    warm_up(task->options);
    if (parse_child_prepare(&prepared.filter) != NULL)
        _exit(PARSE_END_NOT_SANDBOXED);
    do {
        length = recv(SANDBOX_CONTROL_FD, request, sizeof request, 0);
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 1 || !serve(&prepared, request, (gsize)length))
            _exit(0);
    } while (TRUE);
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
open_files(ParseZygote *zygote, const char *directory, GError **error)
{
    zygote->files.message_fd = spool_open_file(directory, error);
    if (zygote->files.message_fd >= 0)
        zygote->files.attachments_fd = spool_open_file(directory, error);
    if (zygote->files.attachments_fd >= 0)
        zygote->files.letter_fd = spool_open_file(NULL, error);
    return zygote->files.letter_fd >= 0;
}

/* Forks; our end of the socket becomes files.control_fd. */
static gboolean
fork_zygote(ParseZygote *zygote, const ParseTask *task, GError **error)
{
    pid_t parent_pid = getpid();
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return set_error(error, "cannot talk to a parser");
    zygote->pid = fork();
    if (zygote->pid == 0) {
        SandboxFiles files = zygote->files;
        files.control_fd = ends[1];
        live_as_zygote(task, &files, parent_pid);
    }
    (void)close(ends[1]);
    zygote->files.control_fd = ends[0];
    return zygote->pid > 0 || set_error(error, "cannot start the parser");
}

ParseZygote *
parse_zygote_start_function(ParseFunction parse, const ParseOptions *options,
                            const ParseChildLimits *limits, GError **error)
{
    g_autoptr(ParseZygote) zygote = g_new0(ParseZygote, 1);
    const ParseTask task = {.parse = parse, .options = options, .limits = limits};

    zygote->files = (SandboxFiles){-1, -1, -1, -1};
    zygote->pid = -1;
    zygote->limits = *limits;
    if (!open_files(zygote, limits->directory, error) || !fork_zygote(zygote, &task, error))
        return NULL;
    return g_steal_pointer(&zygote);
}

ParseZygote *
parse_zygote_start(const ParseOptions *options, const ParseChildLimits *limits, GError **error)
{
    return parse_zygote_start_function(parse_message, options, limits, error);
}

static void
close_if_open(int fd)
{
    if (fd >= 0)
        (void)close(fd);
}

void
parse_zygote_free(ParseZygote *zygote)
{
    if (zygote == NULL)
        return;
    close_if_open(zygote->files.control_fd); /* it reads the end of file, and ends */
    close_if_open(zygote->files.message_fd);
    close_if_open(zygote->files.letter_fd);
    close_if_open(zygote->files.attachments_fd);
    while (zygote->pid > 0 && waitpid(zygote->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    g_free(zygote);
}

gboolean
parse_zygote_is_alive(ParseZygote *zygote)
{
    pid_t pid = 0;

    if (zygote->pid < 0)
        return FALSE;
    do
        pid = waitpid(zygote->pid, NULL, WNOHANG);
    while (pid < 0 && errno == EINTR);
    if (pid != 0)
        zygote->pid = -1; /* reaped: the pid may be reused */
    return pid == 0;
}

static gboolean
empty_file(int fd)
{
    return ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0;
}

int
parse_zygote_begin(ParseZygote *zygote, GError **error)
{
    if (!empty_file(zygote->files.message_fd) || !empty_file(zygote->files.letter_fd) ||
        !empty_file(zygote->files.attachments_fd)) {
        set_error(error, "cannot empty the spool files");
        return -1;
    }
    return zygote->files.message_fd;
}

static gboolean
send_request(const ParseZygote *zygote, const char *envelope_sender, GError **error)
{
    g_autoptr(GString) request = g_string_new(NULL);

    g_string_append_c(request, envelope_sender != NULL ? SENDER_KNOWN : SENDER_UNKNOWN);
    g_string_append(request, envelope_sender != NULL ? envelope_sender : "");
    g_string_truncate(request, MIN(request->len, REQUEST_MAX_BYTES));
    return send(zygote->files.control_fd, request->str, request->len, MSG_NOSIGNAL) ==
               (gssize)request->len ||
           set_error(error, "the parser's parent process is gone");
}

static gboolean
receive_end(const ParseZygote *zygote, ParseEnd *ret_end, GError **error)
{
    gint64 until_us =
        g_get_monotonic_time() + ((gint64)zygote->limits.wall_time_ms + ANSWER_MARGIN_MS) * 1000;
    struct pollfd watch = {.fd = zygote->files.control_fd, .events = POLLIN};
    int ready = 0;

    do
        ready = poll(&watch, 1, (int)MAX(0, (until_us - g_get_monotonic_time()) / 1000));
    while (ready < 0 && errno == EINTR);
    if (ready == 0)
        errno = ETIMEDOUT;
    gssize length = ready > 0 ? recv(watch.fd, ret_end, sizeof *ret_end, 0) : -1;
    if (length == 0)
        errno = ECHILD; /* end of file on its socket: it is gone */
    if (length != (gssize)sizeof *ret_end)
        return set_error(error, "the parser's parent process does not answer");
    return TRUE;
}

ParseResult *
parse_zygote_run(ParseZygote *zygote, const char *envelope_sender, GError **error)
{
    ParseEnd end = {0};

    if (!send_request(zygote, envelope_sender, error) || !receive_end(zygote, &end, error))
        return NULL;
    return parse_outcome_read(&end, &zygote->files, &zygote->limits, error);
}
