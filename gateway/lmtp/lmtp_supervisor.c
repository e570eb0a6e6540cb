/* lmtp_supervisor.c - see lmtp_supervisor.h. Starts and ends the worker processes, and handles
 * signals. */
#include "gateway/lmtp/lmtp_supervisor.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/curl_library.h"
#include "gateway/delivery_error.h"
#include "gateway/lmtp/lmtp_capacity.h"
#include "gateway/lmtp/lmtp_listener.h"
#include "gateway/lmtp/lmtp_worker.h"
#include "gateway/lmtp/metrics_server.h"
#include "gateway/log.h"
#include "gateway/ticket_system/ticket_dialect.h"
#include "parsers/parse.h"

/* A worker that dies sooner than this is not replaced at once. Otherwise a fault at every start
 * would keep the machine busy. */
#define SHORT_LIFE_US G_USEC_PER_SEC
#define RESPAWN_DELAY_S 1

typedef struct {
    pid_t pid;
    guint generation; /* number of its configuration */
    gint64 start_us;
} Worker;

typedef struct {
    const char *config_path;
    Config *config;
    int listen_fd;
    GArray *workers; /* of Worker: those of this generation, and older ones that are finishing */
    guint generation;
    gint64 not_before_us; /* when workers may be started again */
    int metrics_fd;       /* -1: [metrics] listen is not set */
    Worker metrics;       /* pid 0: it does not run */
    gboolean is_stopping;
} Supervisor;

static Config *
load_config(const char *path, GError **error)
{
    g_autoptr(GError) problem = NULL;
    Config *config = ticket_dialect_load_config(path, NULL, &problem);

    if (config == NULL)
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, "%s", problem->message);
    else if (config->lmtp_workers == 0)
        config->lmtp_workers =
            lmtp_capacity_workers(lmtp_capacity_memory("/proc/self/cgroup", "/sys/fs/cgroup"));
    return config;
}

static void G_GNUC_NORETURN
live_as_worker(const Supervisor *supervisor, pid_t parent_pid)
{
    /* Without a supervisor nobody would end or replace the worker, so it also ends between two
     * messages. */
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent_pid)
        _exit(1);
    if (supervisor->metrics_fd >= 0)
        (void)close(supervisor->metrics_fd);
    _exit(lmtp_worker_run(supervisor->config, supervisor->listen_fd));
}

static void G_GNUC_NORETURN
live_as_metrics(const Supervisor *supervisor, pid_t parent_pid)
{
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent_pid)
        _exit(1);
    (void)close(supervisor->listen_fd);
    metrics_server_run(supervisor->config, supervisor->metrics_fd);
}

/* One that died at once, or could not be started, waits for a second. */
static void
start_metrics(Supervisor *supervisor)
{
    pid_t parent_pid = getpid();
    gint64 now_us = g_get_monotonic_time();

    if (supervisor->metrics_fd < 0 || supervisor->metrics.pid != 0 ||
        (supervisor->metrics.start_us != 0 &&
         now_us - supervisor->metrics.start_us < RESPAWN_DELAY_S * G_USEC_PER_SEC))
        return;
    supervisor->metrics.start_us = now_us;
    pid_t pid = fork();
    if (pid == 0)
        live_as_metrics(supervisor, parent_pid);
    if (pid > 0)
        supervisor->metrics.pid = pid;
    else
        log_error("metrics", "cannot start the process for metrics: %s", g_strerror(errno));
}

static void
start_worker(Supervisor *supervisor)
{
    pid_t parent_pid = getpid();
    Worker worker = {.generation = supervisor->generation, .start_us = g_get_monotonic_time()};

    worker.pid = fork();
    if (worker.pid == 0)
        live_as_worker(supervisor, parent_pid);
    if (worker.pid > 0) {
        g_array_append_val(supervisor->workers, worker);
        return;
    }
    log_error("worker", "cannot start a worker: %s", g_strerror(errno));
    supervisor->not_before_us = g_get_monotonic_time() + RESPAWN_DELAY_S * G_USEC_PER_SEC;
}

static guint
count_current(const Supervisor *supervisor)
{
    guint count = 0;

    for (guint i = 0; i < supervisor->workers->len; i++)
        if (g_array_index(supervisor->workers, Worker, i).generation == supervisor->generation)
            count++;
    return count;
}

static void
start_missing(Supervisor *supervisor)
{
    guint missing = supervisor->config->lmtp_workers -
                    MIN(supervisor->config->lmtp_workers, count_current(supervisor));

    while (missing > 0 && g_get_monotonic_time() >= supervisor->not_before_us) {
        start_worker(supervisor);
        missing--;
    }
}

/* Logs how it ended, if that is unexpected. */
static void
tell_end(Supervisor *supervisor, const Worker *worker, int status)
{
    gboolean is_expected = WIFEXITED(status) && (WEXITSTATUS(status) == 0 ||
                                                 WEXITSTATUS(status) == LMTP_WORKER_RECYCLED);

    if (is_expected)
        return;
    if (WIFSIGNALED(status))
        log_error("worker", "worker %d was ended by signal %d (%s); a new one takes its place",
                  (int)worker->pid, WTERMSIG(status), g_strsignal(WTERMSIG(status)));
    else
        log_error("worker", "worker %d ended with status %d; a new one takes its place",
                  (int)worker->pid, WEXITSTATUS(status));
    if (g_get_monotonic_time() - worker->start_us < SHORT_LIFE_US)
        supervisor->not_before_us = g_get_monotonic_time() + RESPAWN_DELAY_S * G_USEC_PER_SEC;
}

static void
reap_workers(Supervisor *supervisor)
{
    int status = 0;
    pid_t pid = 0;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == supervisor->metrics.pid)
            supervisor->metrics.pid = 0;
        for (guint i = 0; i < supervisor->workers->len; i++) {
            Worker worker = g_array_index(supervisor->workers, Worker, i);
            if (worker.pid != pid)
                continue;
            tell_end(supervisor, &worker, status);
            g_array_remove_index_fast(supervisor->workers, i);
            break;
        }
    }
}

/* Each finishes its current message. */
static void
end_workers(const Supervisor *supervisor)
{
    for (guint i = 0; i < supervisor->workers->len; i++)
        (void)kill(g_array_index(supervisor->workers, Worker, i).pid, SIGTERM);
    if (supervisor->metrics.pid > 0)
        (void)kill(supervisor->metrics.pid, SIGTERM);
}

static void
reload(Supervisor *supervisor)
{
    g_autoptr(GError) problem = NULL;
    Config *config = load_config(supervisor->config_path, &problem);

    if (config == NULL) {
        log_error("config", "the configuration is kept as it was: %s", problem->message);
        return;
    }
    if (g_strcmp0(config->lmtp_listen, supervisor->config->lmtp_listen) != 0)
        log_warning("config", "[lmtp] listen was changed: this takes a restart");
    if (g_strcmp0(config->metrics_listen, supervisor->config->metrics_listen) != 0)
        log_warning("config", "[metrics] listen was changed: this takes a restart");
    config_free(supervisor->config);
    supervisor->config = config;
    end_workers(supervisor);
    supervisor->generation++;
    supervisor->not_before_us = 0;
    log_info("config", "configuration read again");
}

static void
handle(Supervisor *supervisor, int number)
{
    switch (number) {
    case SIGTERM:
    case SIGINT:
        supervisor->is_stopping = TRUE;
        end_workers(supervisor);
        break;
    case SIGHUP:
        if (!supervisor->is_stopping)
            reload(supervisor);
        break;
    default: /* SIGCHLD, or none within the timeout */
        break;
    }
    reap_workers(supervisor);
}

static void
supervise(Supervisor *supervisor, const sigset_t *signals)
{
    const struct timespec pause = {.tv_sec = RESPAWN_DELAY_S};

    log_info("worker", "%u workers wait for mail", supervisor->config->lmtp_workers);
    while (!supervisor->is_stopping) {
        start_missing(supervisor);
        start_metrics(supervisor);
        handle(supervisor, sigtimedwait(signals, NULL, &pause));
    }
    while (supervisor->workers->len > 0 || supervisor->metrics.pid > 0)
        handle(supervisor, sigtimedwait(signals, NULL, &pause));
    log_info("worker", "stopped");
}

static void
supervisor_clear(Supervisor *supervisor)
{
    g_clear_pointer(&supervisor->config, config_free);
    g_clear_pointer(&supervisor->workers, g_array_unref);
    if (supervisor->listen_fd >= 0)
        (void)close(supervisor->listen_fd);
    if (supervisor->metrics_fd >= 0)
        (void)close(supervisor->metrics_fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Supervisor, supervisor_clear)

static gboolean
open_metrics(Supervisor *supervisor, GError **error)
{
    const char *address = supervisor->config->metrics_listen;

    if (address == NULL || *address == '\0')
        return TRUE;
    supervisor->metrics_fd = lmtp_listener_bind("[metrics] listen", address, NULL, error);
    return supervisor->metrics_fd >= 0;
}

gboolean
lmtp_supervisor_run(const char *config_path, GError **error)
{
    g_auto(Supervisor) supervisor = {.config_path = config_path, .listen_fd = -1, .metrics_fd = -1};
    sigset_t signals;

    supervisor.workers = g_array_new(FALSE, FALSE, sizeof(Worker));
    supervisor.config = load_config(config_path, error);
    if (supervisor.config == NULL)
        return FALSE;
    supervisor.listen_fd = lmtp_listener_open(supervisor.config->lmtp_listen,
                                              supervisor.config->lmtp_socket_group, error);
    if (supervisor.listen_fd < 0 || !open_metrics(&supervisor, error))
        return FALSE;
    (void)g_unix_set_fd_nonblocking(supervisor.listen_fd, TRUE, NULL);
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    (void)sigaddset(&signals, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    curl_library_share();
    parse_init();
    supervise(&supervisor, &signals);
    return TRUE;
}
