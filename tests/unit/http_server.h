/* http_server.h - a loopback HTTP server for tests: it gives queued responses in order, and keeps
 * every request. One thread for each connection. */
#pragma once

#include <glib.h>

typedef struct HttpServer HttpServer;

/* Listens on 127.0.0.1, on a port that the kernel chooses. */
HttpServer *http_server_start(void);
void http_server_stop(HttpServer *server);

/* "http://127.0.0.1:PORT" and `path`. (transfer full) */
char *http_server_url(const HttpServer *server, const char *path);

/* Queues a response, octet by octet. Afterwards the connection is closed if the response has
 * neither Content-Length nor chunks, says "Connection: close", or is cut short (""). */
void http_server_add(HttpServer *server, const char *raw);
/* Queues a response with this status line ("201 Created"), this body, and its length. */
void http_server_add_json(HttpServer *server, const char *status, const char *json);
/* The same with one more field, "Name: value". */
void http_server_add_field(HttpServer *server, const char *status, const char *field,
                           const char *json);

/* The number of requests so far, and the n-th request, head and body. (transfer none) */
guint http_server_count(HttpServer *server);
const char *http_server_request(HttpServer *server, guint n);
/* The number of connections accepted so far. */
guint http_server_connections(HttpServer *server);
