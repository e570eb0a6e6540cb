/* lmtp_listener.c - see lmtp_listener.h. Knows addresses and systemd's way of passing sockets. */
#include "gateway/lmtp/lmtp_listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "gateway/delivery_error.h"

#define UNIX_PREFIX "unix:"
#define SYSTEMD_FIRST_FD 3 /* SD_LISTEN_FDS_START */
#define BACKLOG 128

typedef union {
    struct sockaddr any;
    struct sockaddr_un local;
    struct sockaddr_in ip4;
    struct sockaddr_in6 ip6;
} SocketAddress;

static gboolean
read_port(const char *text, in_port_t *ret_port)
{
    guint64 port = 0;

    if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT16, &port, NULL))
        return FALSE;
    *ret_port = htons((guint16)port);
    return TRUE;
}

static gboolean
read_local(const char *path, SocketAddress *address)
{
    if (!g_path_is_absolute(path) || strlen(path) >= sizeof address->local.sun_path)
        return FALSE;
    address->local.sun_family = AF_UNIX;
    memcpy(address->local.sun_path, path, strlen(path) + 1);
    return TRUE;
}

static gboolean
read_ip(const char *text, SocketAddress *address)
{
    const char *colon = strrchr(text, ':');

    if (colon == NULL)
        return FALSE;
    g_autofree char *host = g_strndup(text, (gsize)(colon - text));
    if (strcmp(host, "[::1]") == 0) {
        address->ip6.sin6_family = AF_INET6;
        address->ip6.sin6_addr = in6addr_loopback;
        return read_port(colon + 1, &address->ip6.sin6_port);
    }
    address->ip4.sin_family = AF_INET;
    return inet_pton(AF_INET, host, &address->ip4.sin_addr) == 1 &&
           (ntohl(address->ip4.sin_addr.s_addr) >> 24) == IN_LOOPBACKNET &&
           read_port(colon + 1, &address->ip4.sin_port);
}

static gboolean
read_address(const char *text, SocketAddress *address)
{
    memset(address, 0, sizeof *address);
    if (text == NULL)
        return FALSE;
    if (g_str_has_prefix(text, UNIX_PREFIX))
        return read_local(text + strlen(UNIX_PREFIX), address);
    return read_ip(text, address);
}

gboolean
lmtp_listener_is_address(const char *address)
{
    SocketAddress parsed;

    return read_address(address, &parsed);
}

static int
fail(GError **error, const char *address, const char *what)
{
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, "cannot listen on %s: %s",
                address != NULL ? address : "(nothing)", what);
    return -1;
}

static socklen_t
length_of(const SocketAddress *address)
{
    switch (address->any.sa_family) {
    case AF_UNIX:
        return sizeof address->local;
    case AF_INET6:
        return sizeof address->ip6;
    default:
        return sizeof address->ip4;
    }
}

/* A socket's file that is left of a process that has gone. One that is listened on stays, and
 * bind(2) then says so; anything else than a socket is never touched. */
static void
remove_stale(const SocketAddress *address)
{
    struct stat info;

    if (lstat(address->local.sun_path, &info) != 0 || !S_ISSOCK(info.st_mode))
        return;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    if (connect(fd, &address->any, length_of(address)) != 0 && errno == ECONNREFUSED)
        (void)unlink(address->local.sun_path);
    (void)close(fd);
}

/* The group may connect; nobody may in the moment before it is set. */
static const char *
give_to_group(const char *path, const char *group)
{
    const struct group *entry = NULL;

    if (group != NULL) {
        entry = getgrnam(group);
        if (entry == NULL)
            return "there is no group of the name that [lmtp] socket_group says";
        if (chown(path, (uid_t)-1, entry->gr_gid) != 0)
            return "the socket cannot be given to the group of [lmtp] socket_group";
    }
    return chmod(path, 0660) == 0 ? NULL : "its mode cannot be set";
}

static const char *
bind_and_listen(int fd, const SocketAddress *address, const char *group)
{
    const char *problem = NULL;
    int yes = 1;

    if (address->any.sa_family == AF_UNIX) {
        remove_stale(address);
        mode_t mask = umask(0177);
        int code = bind(fd, &address->any, length_of(address));
        int why = errno;
        (void)umask(mask);
        if (code != 0)
            return g_strerror(why);
        problem = give_to_group(address->local.sun_path, group);
        if (problem != NULL)
            return problem;
    } else if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
               bind(fd, &address->any, length_of(address)) != 0) {
        return g_strerror(errno);
    }
    return listen(fd, BACKLOG) == 0 ? NULL : g_strerror(errno);
}

/* -1: systemd has passed nothing to this process. -2: something that cannot be used. */
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
lmtp_listener_open(const char *address, const char *group, GError **error)
{
    SocketAddress parsed;
    int fd = take_passed_socket();

    if (fd == -2)
        return fail(error, "the socket that systemd passed", "it is not a listening stream socket");
    if (fd >= 0)
        return fd;
    if (!read_address(address, &parsed))
        return fail(error, address, "[lmtp] listen takes unix:/PATH, 127.0.0.1:PORT or [::1]:PORT");
    fd = socket(parsed.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return fail(error, address, g_strerror(errno));
    const char *problem = bind_and_listen(fd, &parsed, group);
    if (problem == NULL)
        return fd;
    (void)close(fd);
    return fail(error, address, problem);
}
