#include "desk_server.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/resource.h>

#include "desk_exchange.h"
#include "desk_idle.h"
#include "desk_pages.h"

#define MAX_IDLE 1000 /* connections without a request under way */

struct DeskServer {
    SoupServer *soup;
    DeskIdle *idle;
    DeskExchangeContext context;
    gboolean is_tls;
};

/* Too large: nothing more of the body is kept, and the request is refused when it has come in. */
static void
mark_too_large(SoupServerMessage *message)
{
    soup_message_body_set_accumulate(soup_server_message_get_request_body(message), FALSE);
    g_object_set_data(G_OBJECT(message), DESK_EXCHANGE_TOO_LARGE, GINT_TO_POINTER(TRUE));
}

static void
on_chunk(SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
    (void)chunk;
    (void)user_data;
    if (soup_server_message_get_request_body(message)->length > DESK_SERVER_MAX_BODY)
        mark_too_large(message);
}

static void
on_headers(SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer user_data)
{
    (void)soup;
    (void)path;
    (void)query;
    (void)user_data;
    SoupMessageHeaders *headers = soup_server_message_get_request_headers(message);
    if (soup_message_headers_get_content_length(headers) > DESK_SERVER_MAX_BODY)
        mark_too_large(message);
    else
        g_signal_connect(message, "got-chunk", G_CALLBACK(on_chunk), NULL);
}

static gboolean
is_reading(SoupServerMessage *message)
{
    const char *method = soup_server_message_get_method(message);
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static void
on_request(SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer user_data)
{
    (void)soup;
    (void)query;
    DeskServer *server = user_data;
    if (!is_reading(message) || !desk_pages_has(path)) {
        desk_exchange_start(&server->context, message, path);
        return;
    }
    g_autoptr(DeskAnswer) answer = desk_pages_run(server->context.store, path);
    desk_exchange_put(message, answer);
}

/* Takes as many file descriptors as the system lets it. Returns: how many connections may be idle.
 */
static guint
raise_file_limit(void)
{
    struct rlimit limit = {0};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return MAX_IDLE;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return (guint)CLAMP(limit.rlim_cur / 2, 1, MAX_IDLE);
}

DeskServer *
desk_server_new(DeskStore *store, const DeskApiSettings *settings, GTlsCertificate *tls)
{
    DeskServer *server = g_new0(DeskServer, 1);
    server->context.store = store;
    server->context.settings = settings;
    server->is_tls = tls != NULL;
    server->soup = soup_server_new("server-header", "ticketgate-desk", NULL);
    if (tls != NULL)
        soup_server_set_tls_certificate(server->soup, tls);
    server->idle = desk_idle_new(server->soup, raise_file_limit());
    soup_server_add_early_handler(server->soup, NULL, on_headers, NULL, NULL);
    soup_server_add_handler(server->soup, NULL, on_request, server, NULL);
    return server;
}

char *
desk_server_listen(DeskServer *server, GInetAddress *address, guint16 port, guint16 *ret_port,
                   GError **error)
{
    g_autoptr(GSocketAddress) socket = g_inet_socket_address_new(address, port);
    SoupServerListenOptions options = server->is_tls ? SOUP_SERVER_LISTEN_HTTPS : 0;
    if (!soup_server_listen(server->soup, socket, options, error))
        return NULL;
    GSList *uris = soup_server_get_uris(server->soup);
    *ret_port = (guint16)g_uri_get_port(uris->data);
    g_slist_free_full(uris, (GDestroyNotify)g_uri_unref);
    g_autofree char *host = g_inet_address_to_string(address);
    gboolean is_v6 = g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6;
    return g_strdup_printf(is_v6 ? "%s://[%s]:%u" : "%s://%s:%u", server->is_tls ? "https" : "http",
                           host, *ret_port);
}

void
desk_server_free(DeskServer *server)
{
    if (server == NULL)
        return;
    desk_idle_free(server->idle);
    soup_server_disconnect(server->soup);
    g_object_unref(server->soup);
    g_free(server);
}
