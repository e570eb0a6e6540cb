/* lmtp_worker.c - see lmtp_worker.h. Connects a connection with a DeliverySession. */
#include "gateway/lmtp/lmtp_worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "config/config_lists.h"
#include "gateway/delivery/delivery_session.h"
#include "gateway/delivery_error.h"
#include "gateway/lmtp/lmtp_queue_id.h"
#include "gateway/lmtp/lmtp_session.h"
#include "gateway/log.h"

#define MAX_LINE_BYTES 2048

/* The data of the service. */
typedef struct {
    Config *config;
    DeliverySession *session;
    int stop_fd;         /* readable after SIGTERM */
    gboolean is_resting; /* the API's quota was nearly used after the last mail */
} Worker;

static gboolean
has_route(gpointer data, const char *recipient)
{
    return delivery_session_has_route(((Worker *)data)->session, recipient);
}

/* Like the filter, which reads its configuration for every mail, it uses the senders that the files
 * of [policy] have now; while one has a mistake, mail waits. FALSE: it has. */
static gboolean
renew_lists(Config *config, GError **error)
{
    g_autofree char *mistake = NULL;

    ConfigListsState state = config_lists_renew(config, &mistake);
    if (state == CONFIG_LISTS_BROKEN)
        log_error("config", "%s; mail waits until it is corrected", mistake);
    if (state == CONFIG_LISTS_MENDED)
        log_info("config", "the files of [policy] can be read again");
    if (mistake != NULL)
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, mistake);
    return mistake == NULL;
}

static int
begin(gpointer data, GError **error)
{
    const Worker *worker = data;

    return renew_lists(worker->config, error) ? delivery_session_begin(worker->session, error) : -1;
}

/* Sets the queue id of the mail, for the log and the trace: what the client says, else what it has
 * written into the mail. */
static void
set_queue_id(const DeliverySession *session, const LmtpMail *mail)
{
    int fd = delivery_session_message_fd(session);
    g_autofree char *found = mail->queue_id == NULL && mail->length > 0
                                 ? lmtp_queue_id_read(fd, mail->length, mail->client_name)
                                 : NULL;

    log_set_queue_id(mail->queue_id != NULL ? mail->queue_id : found);
}

static GPtrArray *
deliver(gpointer data, const LmtpMail *mail)
{
    const Worker *worker = data;
    const Envelope envelope = {.sender = mail->sender, .recipients = mail->recipients};

    set_queue_id(worker->session, mail);
    GPtrArray *results = delivery_session_deliver(worker->session, &envelope, mail->length);
    log_set_queue_id(NULL);
    return results;
}

static void
refuse(gpointer data, const LmtpMail *mail, const GError *problem)
{
    const Worker *worker = data;
    const Envelope envelope = {.sender = mail->sender, .recipients = mail->recipients};

    set_queue_id(worker->session, mail);
    delivery_session_refuse(worker->session, &envelope, mail->length, problem);
    log_set_queue_id(NULL);
}

/* While the API's quota is nearly used, each worker rests after a mail, so that the API need not
 * refuse one. The client has its replies; its next command waits. SIGTERM ends the rest. */
static void
rest(Worker *worker)
{
    guint rest_ms = delivery_session_rest_ms(worker->session);
    struct pollfd watch = {.fd = worker->stop_fd, .events = POLLIN};

    if (rest_ms > 0 && !worker->is_resting)
        log_info("api",
                 "the API's quota is nearly used: this worker rests after each mail, now "
                 "for %u ms",
                 rest_ms);
    worker->is_resting = rest_ms > 0;
    if (rest_ms > 0)
        (void)poll(&watch, 1, (int)rest_ms);
}

static void
finish(gpointer data)
{
    Worker *worker = data;
    delivery_session_finish(worker->session);
    rest(worker);
}

/* Too many open files, or no memory: this may pass. `errno` has the error. */
static void
rest_after_failure(const char *what)
{
    if (errno == EINTR || errno == EAGAIN || errno == ECONNABORTED)
        return;
    log_error("worker", "%s: %s", what, g_strerror(errno));
    g_usleep(G_USEC_PER_SEC / 10);
}

/* The next connection; -1: stop, or `session` has to be replaced. If another worker was faster or
 * the client closed the connection again, it continues to wait. */
static int
next_connection(int listen_fd, int stop_fd, DeliverySession *session)
{
    for (;;) {
        struct pollfd watches[] = {{.fd = listen_fd, .events = POLLIN},
                                   {.fd = stop_fd, .events = POLLIN}};

        if (poll(watches, G_N_ELEMENTS(watches), -1) < 0) {
            rest_after_failure("cannot wait for a connection");
            continue;
        }
        if (watches[1].revents != 0 || delivery_session_is_worn(session))
            return -1;
        int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0)
            return fd;
        rest_after_failure("cannot take a connection");
    }
}

static guint
serve_connection(int fd, int stop_fd, const LmtpService *service, const Config *config)
{
    const LmtpStreamOptions options = {.idle_timeout_ms = config->lmtp_idle_timeout_s * 1000,
                                       .max_line_bytes = MAX_LINE_BYTES,
                                       .stop_fd = stop_fd};
    g_autoptr(LmtpStream) stream = lmtp_stream_new(fd, &options);

    return lmtp_session_run(stream, service);
}

/* Readable after SIGTERM; it is never read, so it stays readable. The supervisor handles SIGHUP and
 * SIGINT, which a terminal sends to all processes. */
static int
open_stop_signal(void)
{
    sigset_t stop;

    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGINT, SIG_IGN);
    (void)sigemptyset(&stop);
    (void)sigaddset(&stop, SIGTERM);
    return signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
lmtp_worker_run(Config *config, int listen_fd)
{
    g_autoptr(GError) problem = NULL;
    guint messages = 0;

    int stop_fd = open_stop_signal();
    g_autoptr(DeliverySession) session = delivery_session_new(config, &problem);
    if (session == NULL || stop_fd < 0) {
        log_error("worker", "a worker cannot begin: %s",
                  problem != NULL ? problem->message : g_strerror(errno));
        return 1;
    }
    Worker worker = {.config = config, .session = session, .stop_fd = stop_fd};
    const LmtpService service = {.has_route = has_route,
                                 .begin = begin,
                                 .deliver = deliver,
                                 .refuse = refuse,
                                 .finish = finish,
                                 .data = &worker,
                                 .max_message_bytes = config->max_message_size,
                                 .max_recipients = config->lmtp_max_recipients,
                                 .host_name = g_get_host_name()};
    while (messages < config->lmtp_messages_per_worker && !delivery_session_is_worn(session)) {
        int fd = next_connection(listen_fd, stop_fd, session);
        if (fd < 0 && !delivery_session_is_worn(session))
            return 0;
        if (fd < 0)
            break;
        messages += serve_connection(fd, stop_fd, &service, config);
        (void)close(fd);
    }
    return LMTP_WORKER_RECYCLED;
}
