/* metrics_server.c - see metrics_server.h. */
#include "gateway/lmtp/metrics_server.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/log.h"
#include "gateway/status/metrics_text.h"

#define CONNECTION_US (2 * G_USEC_PER_SEC)
#define MAX_REQUEST_BYTES 4096

/* FALSE: the time is over, or the connection is. */
static gboolean
await(int fd, short events, gint64 until_us)
{
    struct pollfd watch = {.fd = fd, .events = events};
    gint64 left_us = until_us - g_get_monotonic_time();

    return left_us > 0 && poll(&watch, 1, (int)(left_us / 1000) + 1) > 0;
}

static gboolean
has_end(const char *request)
{
    return strstr(request, "\r\n\r\n") != NULL || strstr(request, "\n\n") != NULL;
}

/* The header of the request, as a string. FALSE: it did not come in time, or is too long. */
static gboolean
read_request(int fd, char request[MAX_REQUEST_BYTES + 1], gint64 until_us)
{
    gsize length = 0;

    request[0] = '\0';
    while (length < MAX_REQUEST_BYTES && await(fd, POLLIN, until_us)) {
        ssize_t count = recv(fd, request + length, MAX_REQUEST_BYTES - length, MSG_DONTWAIT);
        if (count <= 0 && !(count < 0 && (errno == EAGAIN || errno == EINTR)))
            return FALSE;
        length += (gsize)MAX(count, 0);
        request[length] = '\0';
        if (has_end(request))
            return TRUE;
    }
    return FALSE;
}

static void
send_all(int fd, const char *text, gint64 until_us)
{
    gsize length = strlen(text);

    while (length > 0 && await(fd, POLLOUT, until_us)) {
        ssize_t count = send(fd, text, length, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN && errno != EINTR)
            return;
        text += MAX(count, 0);
        length -= (gsize)MAX(count, 0);
    }
}

static void
respond(int fd, const char *status, const char *body, gint64 until_us)
{
    g_autofree char *response = g_strdup_printf("HTTP/1.1 %s\r\nContent-Type: " METRICS_TEXT_TYPE
                                                "\r\nContent-Length: %zu\r\n"
                                                "Connection: close\r\n\r\n%s",
                                                status, strlen(body), body);

    send_all(fd, response, until_us);
}

static void
respond_metrics(const Config *config, int fd, gint64 until_us)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(StatusReport) report = status_report_new(config, &problem);
    g_autofree char *text = report != NULL ? metrics_text_new(report) : NULL;

    if (text == NULL)
        log_warning("metrics", "no metrics: %s", problem->message);
    respond(fd, text != NULL ? "200 OK" : "503 Service Unavailable",
            text != NULL ? text : "journal or quarantine cannot be read; see the log\n", until_us);
}

static gboolean
is_for_metrics(const char *request)
{
    static const char target[] = "GET /metrics";
    const char *rest = request + strlen(target);

    return g_str_has_prefix(request, target) && (*rest == '?' || *rest == ' ');
}

static void
serve(const Config *config, int fd)
{
    char request[MAX_REQUEST_BYTES + 1];
    gint64 until_us = g_get_monotonic_time() + CONNECTION_US;

    if (!read_request(fd, request, until_us))
        respond(fd, "400 Bad Request", "the request is too long, or did not come in time\n",
                g_get_monotonic_time() + CONNECTION_US / 10);
    else if (!g_str_has_prefix(request, "GET "))
        respond(fd, "405 Method Not Allowed", "only GET /metrics\n", until_us);
    else if (!is_for_metrics(request))
        respond(fd, "404 Not Found", "only GET /metrics\n", until_us);
    else
        respond_metrics(config, fd, until_us);
}

void
metrics_server_run(const Config *config, int listen_fd)
{
    sigset_t none;

    (void)signal(SIGTERM, SIG_DFL); /* it only reads, so it may end anywhere */
    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGINT, SIG_IGN);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    for (;;) {
        int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0) {
            serve(config, fd);
            (void)close(fd);
        } else if (errno != EINTR && errno != ECONNABORTED) {
            log_error("metrics", "cannot take a connection: %s", g_strerror(errno));
            g_usleep(G_USEC_PER_SEC);
        }
    }
}
