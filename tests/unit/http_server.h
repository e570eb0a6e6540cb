/* http_server.h - a loopback HTTP server for tests: it gives the responses it was told, in order,
 * and keeps every request. One thread for each connection. */
#pragma once

#include <glib.h>

typedef struct HttpServer HttpServer;

/* Listens on 127.0.0.1, at a port that the kernel chose. */
HttpServer *http_server_start(void);
void http_server_stop(HttpServer *server);

/* "http://127.0.0.1:PORT" and `path`. (transfer full) */
char *http_server_url(const HttpServer *server, const char *path);

/* The next response, octet by octet. The connection is closed after one that holds neither
 * Content-Length nor chunks, that says "Connection: close", or that is cut short (""). */
void http_server_add(HttpServer *server, const char *raw);
/* The next response, with this status line ("201 Created") and this body, and its length. */
void http_server_add_json(HttpServer *server, const char *status, const char *json);
/* The same with one field more, "Name: value". */
void http_server_add_field(HttpServer *server, const char *status, const char *field,
                           const char *json);

/* How many requests came; what the n-th was, head and body. (transfer none) */
guint http_server_count(HttpServer *server);
const char *http_server_request(HttpServer *server, guint n);
/* How many connections were accepted. */
guint http_server_connections(HttpServer *server);
