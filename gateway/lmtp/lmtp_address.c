/* lmtp_address.c - see lmtp_address.h. Opens nothing. */
#include "gateway/lmtp/lmtp_address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNIX_PREFIX "unix:"
#define FORMS "unix:/PATH, 127.0.0.1:PORT or [::1]:PORT"

static char *
read_port(const char *text, in_port_t *ret_port)
{
    guint64 port = 0;

    if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT16, &port, NULL))
        return g_strdup_printf("'%s' is no port; set it to a number from 1 to 65535", text);
    *ret_port = htons((guint16)port);
    return NULL;
}

static char *
read_local(const char *path, LmtpAddress *address)
{
    gsize room = sizeof address->local.sun_path - 1;

    if (!g_path_is_absolute(path))
        return g_strdup_printf("the path '%s' does not begin with /; write " UNIX_PREFIX
                               "/run/ticketgate/lmtp.sock or the like",
                               path);
    if (strlen(path) > room)
        return g_strdup_printf("the path has %zu bytes, and a Unix socket takes %zu at most; "
                               "choose a shorter one",
                               strlen(path), room);
    address->local.sun_family = AF_UNIX;
    memcpy(address->local.sun_path, path, strlen(path) + 1);
    return NULL;
}

static char *
read_ip(const char *text, LmtpAddress *address)
{
    const char *colon = strrchr(text, ':');

    if (colon == NULL || *text == '/')
        return g_strdup_printf("'%s' is no address; set it to " FORMS, text);
    g_autofree char *host = g_strndup(text, (gsize)(colon - text));
    if (strcmp(host, "[::1]") == 0) {
        address->ip6.sin6_family = AF_INET6;
        address->ip6.sin6_addr = in6addr_loopback;
        return read_port(colon + 1, &address->ip6.sin6_port);
    }
    address->ip4.sin_family = AF_INET;
    if (inet_pton(AF_INET, host, &address->ip4.sin_addr) != 1 ||
        (ntohl(address->ip4.sin_addr.s_addr) >> 24) != IN_LOOPBACKNET)
        return g_strdup_printf("'%s' is no loopback address, and whoever can connect is let in; "
                               "set it to " FORMS,
                               host);
    return read_port(colon + 1, &address->ip4.sin_port);
}

char *
lmtp_address_read(const char *text, LmtpAddress *ret_address)
{
    memset(ret_address, 0, sizeof *ret_address);
    if (text == NULL || *text == '\0')
        return g_strdup("it is empty; set it to " FORMS);
    if (g_str_has_prefix(text, UNIX_PREFIX))
        return read_local(text + strlen(UNIX_PREFIX), ret_address);
    return read_ip(text, ret_address);
}

socklen_t
lmtp_address_length(const LmtpAddress *address)
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

static char *
check_directory(const char *directory)
{
    struct stat status;

    int why = stat(directory, &status) != 0 ? errno : 0;
    if (why == ENOENT)
        return g_strdup_printf("there is no directory %s; make it, and give it to the user that "
                               "runs ticketgate lmtpd",
                               directory);
    if (why == EACCES)
        return g_strdup_printf("user %u may not look into %s; check the modes of the directories "
                               "above it",
                               (guint)geteuid(), directory);
    if (why != 0 || !S_ISDIR(status.st_mode))
        return g_strdup_printf("%s is no directory; choose another path", directory);
    if (faccessat(AT_FDCWD, directory, W_OK | X_OK, AT_EACCESS) != 0)
        return g_strdup_printf("user %u may not write to %s; give the directory to the user that "
                               "runs ticketgate lmtpd",
                               (guint)geteuid(), directory);
    return NULL;
}

char *
lmtp_address_check_place(const LmtpAddress *address)
{
    struct stat status;

    if (address->any.sa_family != AF_UNIX)
        return NULL;
    const char *path = address->local.sun_path;
    g_autofree char *directory = g_path_get_dirname(path);
    char *problem = check_directory(directory);
    if (problem == NULL && lstat(path, &status) == 0 && !S_ISSOCK(status.st_mode))
        problem = g_strdup_printf("%s is there already and no socket; move it away, or choose "
                                  "another path",
                                  path);
    return problem;
}

char *
lmtp_address_check_group(const char *group)
{
    if (group == NULL || getgrnam(group) != NULL)
        return NULL;
    return g_strdup_printf("there is no group %s on this machine; name the mail server's, such as "
                           "postfix, or take the key out",
                           group);
}
