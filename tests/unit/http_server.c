/* http_server.c - a loopback HTTP server for tests: sockets and canned responses. Does not depend
 * on the API. */
#include "tests/unit/http_server.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

struct HttpServer {
    int listener;
    guint16 port;
    GThread *thread;
    GMutex mutex; /* for all members below */
    GPtrArray *responses;
    guint next_response;
    GPtrArray *requests;
    GArray *connections; /* of int */
    GPtrArray *threads;
};

typedef struct {
    HttpServer *server;
    int fd;
} Connection;

static gsize
body_length(const char *head)
{
    const char *field = strcasestr(head, "\r\nContent-Length:");

    return field != NULL ? strtoul(field + strlen("\r\nContent-Length:"), NULL, 10) : 0;
}

/* Reads a whole request; NULL if the client disconnected. */
static GString *
read_request(int fd)
{
    GString *request = g_string_new(NULL);
    gsize wanted = 0;
    char buffer[65536];

    for (;;) {
        const char *end = strstr(request->str, "\r\n\r\n");
        gssize count = 0;

        if (end != NULL && wanted == 0)
            wanted = (gsize)(end + 4 - request->str) + body_length(request->str);
        if (wanted > 0 && request->len >= wanted)
            return request;
        count = read(fd, buffer, sizeof buffer);
        if (count <= 0) {
            g_string_free(request, TRUE);
            return NULL;
        }
        g_string_append_len(request, buffer, count);
    }
}

/* (transfer none): valid as long as the server. */
static const char *
take_response(HttpServer *server, GString *request)
{
    const char *response = "HTTP/1.1 500 No response left\r\nContent-Length: 0\r\n\r\n";

    g_mutex_lock(&server->mutex);
    g_ptr_array_add(server->requests, g_string_free(request, FALSE));
    if (server->next_response < server->responses->len)
        response = g_ptr_array_index(server->responses, server->next_response++);
    g_mutex_unlock(&server->mutex);
    return response;
}

static gboolean
is_kept(const char *response)
{
    const char *field = strcasestr(response, "\r\nContent-Length:");
    const char *end = strstr(response, "\r\n\r\n");

    if (field == NULL || end == NULL || strcasestr(response, "Connection: close") != NULL)
        return FALSE;
    return strlen(end + 4) == body_length(response);
}

static gpointer
serve(gpointer data)
{
    g_autofree Connection *connection = data;
    GString *request = NULL;

    while ((request = read_request(connection->fd)) != NULL) {
        const char *response = take_response(connection->server, request);
        gsize length = strlen(response);

        if (send(connection->fd, response, length, MSG_NOSIGNAL) != (gssize)length ||
            !is_kept(response))
            break;
    }
    shutdown(connection->fd, SHUT_RDWR);
    return NULL;
}

static gpointer
accept_all(gpointer data)
{
    HttpServer *server = data;
    int fd = -1;

    while ((fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        Connection *connection = g_new0(Connection, 1);

        connection->server = server;
        connection->fd = fd;
        g_mutex_lock(&server->mutex);
        g_array_append_val(server->connections, fd);
        g_ptr_array_add(server->threads, g_thread_new("connection", serve, connection));
        g_mutex_unlock(&server->mutex);
    }
    return NULL;
}

HttpServer *
http_server_start(void)
{
    HttpServer *server = g_new0(HttpServer, 1);
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server->listener, (struct sockaddr *)&address, length) != 0 ||
        listen(server->listener, 16) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &length) != 0)
        g_error("no loopback socket to be had");
    server->port = ntohs(address.sin_port);
    g_mutex_init(&server->mutex);
    server->responses = g_ptr_array_new_with_free_func(g_free);
    server->requests = g_ptr_array_new_with_free_func(g_free);
    server->connections = g_array_new(FALSE, FALSE, sizeof(int));
    server->threads = g_ptr_array_new();
    server->thread = g_thread_new("server", accept_all, server);
    return server;
}

void
http_server_stop(HttpServer *server)
{
    shutdown(server->listener, SHUT_RDWR);
    g_thread_join(server->thread);
    for (guint i = 0; i < server->threads->len; i++) {
        int fd = g_array_index(server->connections, int, i);

        shutdown(fd, SHUT_RDWR);
        g_thread_join(g_ptr_array_index(server->threads, i));
        close(fd);
    }
    close(server->listener);
    g_ptr_array_free(server->responses, TRUE);
    g_ptr_array_free(server->requests, TRUE);
    g_array_free(server->connections, TRUE);
    g_ptr_array_free(server->threads, TRUE);
    g_mutex_clear(&server->mutex);
    g_free(server);
}

char *
http_server_url(const HttpServer *server, const char *path)
{
    return g_strdup_printf("http://127.0.0.1:%u%s", server->port, path);
}

void
http_server_add(HttpServer *server, const char *raw)
{
    g_mutex_lock(&server->mutex);
    g_ptr_array_add(server->responses, g_strdup(raw));
    g_mutex_unlock(&server->mutex);
}

void
http_server_add_field(HttpServer *server, const char *status, const char *field, const char *json)
{
    g_autofree char *raw = g_strdup_printf(
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\n%s%sContent-Length: %zu\r\n\r\n%s",
        status, field, *field ? "\r\n" : "", strlen(json), json);

    http_server_add(server, raw);
}

void
http_server_add_json(HttpServer *server, const char *status, const char *json)
{
    http_server_add_field(server, status, "", json);
}

guint
http_server_count(HttpServer *server)
{
    guint count = 0;

    g_mutex_lock(&server->mutex);
    count = server->requests->len;
    g_mutex_unlock(&server->mutex);
    return count;
}

const char *
http_server_request(HttpServer *server, guint n)
{
    const char *request = "";

    g_mutex_lock(&server->mutex);
    if (n < server->requests->len)
        request = g_ptr_array_index(server->requests, n);
    g_mutex_unlock(&server->mutex);
    return request;
}

guint
http_server_connections(HttpServer *server)
{
    guint count = 0;

    g_mutex_lock(&server->mutex);
    count = server->connections->len;
    g_mutex_unlock(&server->mutex);
    return count;
}
