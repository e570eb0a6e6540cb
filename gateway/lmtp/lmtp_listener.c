/* lmtp_listener.c - see lmtp_listener.h. Opens sockets, or takes them from systemd. */
#include "gateway/lmtp/lmtp_listener.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/lmtp/lmtp_address.h"

#define SYSTEMD_FIRST_FD 3 /* SD_LISTEN_FDS_START */
#define BACKLOG 128
#define LISTEN_KEY "[lmtp] listen"

static int
fail(GError **error, const char *key, const char *address, const char *what)
{
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, "%s: cannot listen on %s: %s",
                key, address != NULL ? address : "(nothing)", what);
    return -1;
}

/* Removes the socket file of a process that ended. If somebody listens on it, it stays, and bind(2)
 * reports that. Files other than sockets are never touched. */
static void
remove_stale(const LmtpAddress *address)
{
    struct stat info;

    if (lstat(address->local.sun_path, &info) != 0 || !S_ISSOCK(info.st_mode))
        return;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    if (connect(fd, &address->any, lmtp_address_length(address)) != 0 && errno == ECONNREFUSED)
        (void)unlink(address->local.sun_path);
    (void)close(fd);
}

/* Lets the group connect. Until the group is set, nobody can connect. */
static char *
give_to_group(const char *path, const char *group)
{
    char *problem = lmtp_address_check_group(group);
    const struct group *entry = group != NULL && problem == NULL ? getgrnam(group) : NULL;

    if (problem != NULL)
        return problem;
    if (entry != NULL && chown(path, (uid_t)-1, entry->gr_gid) != 0)
        return g_strdup_printf("the socket cannot be given to group %s ([lmtp] socket_group): %s; "
                               "run as root or as a member of it",
                               group, g_strerror(errno));
    return chmod(path, 0660) == 0 ? NULL : g_strdup_printf("mode 0660: %s", g_strerror(errno));
}

static char *
explain_bind(const LmtpAddress *address, int why)
{
    char *problem = lmtp_address_check_place(address);

    if (problem != NULL)
        return problem;
    if (why == EADDRINUSE)
        return g_strdup("something listens there already; is another ticketgate lmtpd running?");
    if (why == EACCES)
        return g_strdup("only root may listen on this port; choose one from 1024 on");
    return g_strdup(g_strerror(why));
}

static char *
bind_local(int fd, const LmtpAddress *address, const char *group)
{
    remove_stale(address);
    mode_t mask = umask(0177);
    int code = bind(fd, &address->any, lmtp_address_length(address));
    int why = errno;
    (void)umask(mask);
    return code != 0 ? explain_bind(address, why) : give_to_group(address->local.sun_path, group);
}

/* What prevents listening, or NULL. (transfer full) */
static char *
bind_and_listen(int fd, const LmtpAddress *address, const char *group)
{
    int yes = 1;

    if (address->any.sa_family == AF_UNIX) {
        char *problem = bind_local(fd, address, group);
        if (problem != NULL)
            return problem;
    } else if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
               bind(fd, &address->any, lmtp_address_length(address)) != 0) {
        return explain_bind(address, errno);
    }
    return listen(fd, BACKLOG) == 0 ? NULL : explain_bind(address, errno);
}

/* -1: systemd passed nothing to this process. -2: it passed something unusable. */
static int
take_passed_socket(void)
{
    const char *pid = g_getenv("LISTEN_PID");
    const char *count = g_getenv("LISTEN_FDS");
    g_autofree char *own_pid = g_strdup_printf("%d", (int)getpid());
    int is_listening = 0;
    socklen_t length = sizeof is_listening;

    if (g_strcmp0(pid, own_pid) != 0 || count == NULL || strcmp(count, "0") == 0)
        return -1;
    g_unsetenv("LISTEN_PID");
    g_unsetenv("LISTEN_FDS");
    g_unsetenv("LISTEN_FDNAMES");
    if (getsockopt(SYSTEMD_FIRST_FD, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &length) != 0 ||
        is_listening == 0 || fcntl(SYSTEMD_FIRST_FD, F_SETFD, FD_CLOEXEC) != 0)
        return -2;
    return SYSTEMD_FIRST_FD;
}

int
lmtp_listener_bind(const char *key, const char *address, const char *group, GError **error)
{
    LmtpAddress parsed;
    g_autofree char *problem = lmtp_address_read(address, &parsed);

    if (problem != NULL)
        return fail(error, key, address, problem);
    int fd = socket(parsed.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return fail(error, key, address, g_strerror(errno));
    problem = bind_and_listen(fd, &parsed, group);
    if (problem == NULL)
        return fd;
    (void)close(fd);
    return fail(error, key, address, problem);
}

int
lmtp_listener_open(const char *address, const char *group, GError **error)
{
    int fd = take_passed_socket();

    if (fd == -2)
        return fail(error, LISTEN_KEY, "the socket that systemd passed",
                    "it is not a listening stream socket");
    return fd >= 0 ? fd : lmtp_listener_bind(LISTEN_KEY, address, group, error);
}
