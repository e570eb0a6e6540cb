/* smtp_server.c - see smtp_server.h. */
#include "tests/unit/smtp_server.h"

#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static gboolean
say(int fd, const char *answer)
{
    g_autofree char *line = g_strconcat(answer, "\r\n", NULL);

    return !g_str_equal(answer, SMTP_SERVER_DROP) && send(fd, line, strlen(line), MSG_NOSIGNAL) > 0;
}

/* One line without its CRLF; NULL at the end. */
static char *
hear(int fd)
{
    GString *line = g_string_new(NULL);
    char octet = 0;

    while (recv(fd, &octet, 1, 0) == 1) {
        if (octet == '\n')
            return g_string_free(line, FALSE);
        if (octet != '\r')
            g_string_append_c(line, octet);
    }
    g_string_free(line, TRUE);
    return NULL;
}

static gboolean
hear_message(SmtpServer *server, int fd)
{
    for (;;) {
        g_autofree char *line = hear(fd);
        if (line == NULL)
            return FALSE;
        g_string_append_printf(server->heard, "%s\n", line);
        if (g_str_equal(line, "."))
            return TRUE;
    }
}

static const char *
or_willing(const char *answer, const char *willing)
{
    return answer != NULL ? answer : willing;
}

static const char *
answer_to(const SmtpServer *server, const char *line)
{
    if (g_str_has_prefix(line, "EHLO") && server->ehlo != NULL)
        return server->ehlo;
    if (g_str_has_prefix(line, "AUTH"))
        return "334 ";
    if (g_str_has_prefix(line, "EHLO"))
        return server->has_smtputf8 ? "250-here\r\n250-SIZE\r\n250 SMTPUTF8" : "250 here";
    if (g_str_has_prefix(line, "MAIL"))
        return or_willing(server->mail, "250 ok");
    if (g_str_has_prefix(line, "RCPT"))
        return or_willing(server->rcpt, "250 ok");
    if (g_str_has_prefix(line, "DATA"))
        return or_willing(server->data, "354 go on");
    return "221 bye";
}

static void
talk(SmtpServer *server, int fd)
{
    gboolean is_open = say(fd, or_willing(server->greeting, "220 here"));

    while (is_open) {
        g_autofree char *line = hear(fd);
        if (line == NULL)
            break;
        g_string_append_printf(server->heard, "%s\n", line);
        if (server->is_quit_ignored && g_str_has_prefix(line, "QUIT")) {
            server->n_quits++;
            continue;
        }
        const char *answer = answer_to(server, line);
        is_open = say(fd, answer);
        if (is_open && g_str_equal(answer, "334 ")) {
            g_autofree char *response = hear(fd);
            g_string_append_printf(server->heard, "%s\n", response);
            is_open = response != NULL && say(fd, or_willing(server->auth, "235 ok"));
        }
        if (is_open && g_str_has_prefix(answer, "354"))
            is_open = hear_message(server, fd) && say(fd, or_willing(server->end, "250 taken"));
    }
}

static gpointer
serve(gpointer data)
{
    SmtpServer *server = data;
    int fd = -1;

    while ((fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        talk(server, fd);
        close(fd);
    }
    return NULL;
}

void
smtp_server_start(SmtpServer *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;

    server->heard = g_string_new(NULL);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server->listener, (struct sockaddr *)&address, size) != 0 ||
        listen(server->listener, 1) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &size) != 0)
        g_error("no loopback socket to be had");
    g_snprintf(server->url, sizeof server->url, "smtp://127.0.0.1:%u",
               (unsigned)ntohs(address.sin_port));
    server->thread = g_thread_new("smtp", serve, server);
}

void
smtp_server_stop(SmtpServer *server)
{
    shutdown(server->listener, SHUT_RDWR); /* makes accept() return */
    g_thread_join(server->thread);
    close(server->listener);
    for (const char *p = server->heard->str; (p = strstr(p, "\nDATA\n")) != NULL; p++)
        server->messages++;
    g_string_free(server->heard, TRUE);
}
