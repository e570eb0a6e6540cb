#include "desk_server.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/resource.h>

#include "desk_exchange.h"
#include "desk_form.h"
#include "desk_idle.h"
#include "desk_ledger.h"
#include "desk_pages.h"
#include "desk_reader.h"

#define MAX_IDLE 1000 /* connections that are waiting for a request */

struct DeskServer {
    SoupServer *soup;
    DeskIdle *idle;
    DeskReader *reader;
    DeskExchangeContext context;
    const DeskServerSettings *settings;
    char *form_token; /* the secret in its forms */
};

/* The body is too large: drops the rest of it; the request is refused once it has arrived. */
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
    const DeskServer *server = user_data;
    if (soup_server_message_get_request_body(message)->length > server->context.dialect->max_body)
        mark_too_large(message);
}

static void
on_headers(SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer user_data)
{
    (void)soup;
    (void)path;
    (void)query;
    DeskServer *server = user_data;
    SoupMessageHeaders *headers = soup_server_message_get_request_headers(message);
    if (soup_message_headers_get_content_length(headers) > server->context.dialect->max_body)
        mark_too_large(message);
    else
        g_signal_connect(message, "got-chunk", G_CALLBACK(on_chunk), server);
}

static gboolean
is_reading(SoupServerMessage *message)
{
    const char *method = soup_server_message_get_method(message);
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static gboolean
is_from_loopback(SoupServerMessage *message)
{
    GSocketAddress *address = soup_server_message_get_remote_address(message);
    return G_IS_INET_SOCKET_ADDRESS(address) &&
           g_inet_address_get_is_loopback(
               g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(address)));
}

static DeskVisitor
visitor_of(const DeskServer *server, SoupServerMessage *message)
{
    SoupMessageHeaders *headers = soup_server_message_get_request_headers(message);
    return (DeskVisitor){
        .host = soup_message_headers_get_one(headers, "Host"),
        .origin = soup_message_headers_get_one(headers, "Origin"),
        .fetch_site = soup_message_headers_get_one(headers, "Sec-Fetch-Site"),
        .authorization = soup_message_headers_get_one(headers, "Authorization"),
        .is_loopback = is_from_loopback(message),
        .is_tls = server->settings->tls != NULL,
    };
}

static void
send_answer(SoupServerMessage *message, DeskAnswer *answer)
{
    g_autoptr(DeskAnswer) owned = answer;
    desk_exchange_put(message, owned);
}

static DeskAnswer *
run_form(DeskServer *server, SoupServerMessage *message, const char *path)
{
    if (g_object_get_data(G_OBJECT(message), DESK_EXCHANGE_TOO_LARGE) != NULL)
        return desk_answer_new_failure(413, "the request is larger than this desk takes");
    SoupMessageHeaders *headers = soup_server_message_get_request_headers(message);
    g_autoptr(GBytes) body =
        soup_message_body_flatten(soup_server_message_get_request_body(message));
    DeskFormRequest request = {
        .path = path,
        .form_token = server->form_token,
        .media_type = soup_message_headers_get_content_type(headers, NULL),
        .body = body,
    };
    return desk_form_run(server->context.store, &request);
}

static void
on_request(SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer user_data)
{
    (void)soup;
    DeskServer *server = user_data;
    const DeskDoor *door = &server->settings->door;
    DeskVisitor visitor = visitor_of(server, message);
    gboolean is_page = is_reading(message) && desk_pages_has(path);
    gboolean is_form = strcmp(soup_server_message_get_method(message), "POST") == 0 &&
                       g_str_has_prefix(path, "/ticket/");
    DeskAnswer *refusal = NULL;
    if (is_page)
        refusal = desk_door_refuse(door, &visitor);
    else if (is_form)
        refusal = desk_door_refuse_form(door, &visitor);
    else if (visitor.origin != NULL && !desk_door_knows_host(door, visitor.host))
        refusal = desk_answer_new_failure(421, "a browser asks for a server of another name");
    if (refusal != NULL)
        send_answer(message, refusal);
    else if (is_page)
        desk_reader_start(server->reader, message, path, query);
    else if (is_form)
        send_answer(message, run_form(server, message, path));
    else
        desk_exchange_start(&server->context, message, path);
}

/* Raises the limit of file descriptors as far as allowed. Returns: how many connections may be
 * idle. */
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
desk_server_new(DeskStore *store, const DeskServerSettings *settings, GError **error)
{
    g_autofree char *form_token = desk_ledger_new_secret(error);
    if (form_token == NULL)
        return NULL;
    g_autoptr(DeskReader) reader = desk_reader_new(store, form_token, error);
    if (reader == NULL)
        return NULL;
    DeskServer *server = g_new0(DeskServer, 1);
    server->context.store = store;
    server->context.settings = &settings->api;
    server->context.dialect = desk_dialect_of(store);
    server->settings = settings;
    server->form_token = g_steal_pointer(&form_token);
    server->reader = g_steal_pointer(&reader);
    server->soup = soup_server_new("server-header", "ticketgate-desk", NULL);
    if (settings->tls != NULL)
        soup_server_set_tls_certificate(server->soup, settings->tls);
    server->idle = desk_idle_new(server->soup, raise_file_limit());
    soup_server_add_early_handler(server->soup, NULL, on_headers, server, NULL);
    soup_server_add_handler(server->soup, NULL, on_request, server, NULL);
    return server;
}

char *
desk_server_listen(DeskServer *server, GInetAddress *address, guint16 port, guint16 *ret_port,
                   GError **error)
{
    g_autoptr(GSocketAddress) socket = g_inet_socket_address_new(address, port);
    SoupServerListenOptions options = server->settings->tls != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0;
    if (!soup_server_listen(server->soup, socket, options, error))
        return NULL;
    GSList *uris = soup_server_get_uris(server->soup);
    *ret_port = (guint16)g_uri_get_port(uris->data);
    g_slist_free_full(uris, (GDestroyNotify)g_uri_unref);
    g_autofree char *host = g_inet_address_to_string(address);
    gboolean is_v6 = g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6;
    return g_strdup_printf(is_v6 ? "%s://[%s]:%u" : "%s://%s:%u",
                           server->settings->tls != NULL ? "https" : "http", host, *ret_port);
}

void
desk_server_free(DeskServer *server)
{
    if (server == NULL)
        return;
    desk_idle_free(server->idle);
    soup_server_disconnect(server->soup);
    desk_reader_free(server->reader);
    g_object_unref(server->soup);
    g_free(server->form_token);
    g_free(server);
}
