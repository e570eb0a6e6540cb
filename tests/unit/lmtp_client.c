/* lmtp_client.c - see lmtp_client.h. */
#include "tests/unit/lmtp_client.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int
lmtp_client_connect(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    for (guint i = 0; i < 1000; i++) {
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
            return fd;
        close(fd);
        g_usleep(10000);
    }
    return -1;
}

/* Whether the codes of the replies so far, in order, end with `codes`. */
static gboolean
ends_in(const GString *text, const char *codes)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text->str, "\r\n", -1);

    for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
        if (strlen(lines[i]) > 3 && lines[i][3] == ' ')
            g_string_append_printf(seen, " %.3s", lines[i]);
    return g_str_has_suffix(seen->str, codes);
}

gboolean
lmtp_client_say(int fd, const char *text, const char *codes)
{
    g_autoptr(GString) answer = g_string_new(NULL);
    char buffer[4096];

    if (*text != '\0' && send(fd, text, strlen(text), MSG_NOSIGNAL) != (gssize)strlen(text))
        return FALSE;
    while (!ends_in(answer, codes)) {
        struct pollfd watch = {.fd = fd, .events = POLLIN};
        if (poll(&watch, 1, 20000) <= 0)
            return FALSE;
        gssize count = recv(fd, buffer, sizeof buffer, 0);
        if (count <= 0)
            return FALSE;
        g_string_append_len(answer, buffer, count);
    }
    return TRUE;
}
