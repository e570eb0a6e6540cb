#include "desk_idle.h"

#include <errno.h>
#include <gio/gio.h>
#include <sys/socket.h>

struct DeskIdle {
    SoupServer *soup;
    GHashTable *watches; /* GSocket -> Watch */
    GQueue oldest_first; /* of Watch */
    guint max_connections;
    gboolean is_forgetful; /* this version of libsoup does not close what the client closed */
};

typedef struct {
    DeskIdle *idle;
    SoupServerMessage *message; /* the last message that the connection answered */
    GSocket *socket;
    GSource *source; /* nullable */
    gulong on_disconnected;
    GList link;
} Watch;

static void
drop_source(Watch *watch)
{
    if (watch->source != NULL)
        g_source_destroy(watch->source);
    g_clear_pointer(&watch->source, g_source_unref);
}

static void
watch_free(gpointer data)
{
    Watch *watch = data;
    g_queue_unlink(&watch->idle->oldest_first, &watch->link);
    drop_source(watch);
    g_signal_handler_disconnect(watch->message, watch->on_disconnected);
    g_object_unref(watch->message);
    g_object_unref(watch->socket);
    g_free(watch);
}

/* Closes an idle connection, even if this version of libsoup has forgotten it. */
static void
close_connection(Watch *watch)
{
    g_autoptr(GSocket) socket = g_object_ref(watch->socket);
    g_autoptr(SoupServerMessage) message = g_object_ref(watch->message);
    gboolean is_forgetful = watch->idle->is_forgetful;
    g_hash_table_remove(watch->idle->watches, socket);
    if (!is_forgetful) {
        g_socket_shutdown(socket, TRUE, TRUE, NULL); /* libsoup notices the end and does the rest */
        return;
    }
    g_autoptr(GIOStream) stream = soup_server_message_steal_connection(message);
    if (stream != NULL)
        g_io_stream_close(stream, NULL, NULL);
    g_socket_close(socket, NULL);
}

/* Whether the client closed the connection, or it was reset. */
static gboolean
is_at_end(GSocket *socket)
{
    char byte;
    gssize size = recv(g_socket_get_fd(socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
}

/*
 * libsoup has read the last TLS record of the client, and only the end of the stream is left. The
 * connection can no longer be taken from a message, so only its socket is closed.
 */
static gboolean
on_readable_again(GSocket *socket, GIOCondition condition, gpointer user_data)
{
    (void)condition;
    Watch *watch = user_data;
    if (!is_at_end(socket))
        return G_SOURCE_CONTINUE;
    g_autoptr(GSocket) kept = g_object_ref(socket);
    g_hash_table_remove(watch->idle->watches, socket);
    g_socket_close(kept, NULL);
    return G_SOURCE_REMOVE;
}

static void
set_source(Watch *watch, int priority, GSocketSourceFunc function)
{
    drop_source(watch);
    watch->source = g_socket_create_source(watch->socket, G_IO_IN, NULL);
    g_source_set_priority(watch->source, priority);
    g_source_set_callback(watch->source, G_SOURCE_FUNC(function), watch, NULL);
    g_source_attach(watch->source, g_main_context_get_thread_default());
}

/* Runs before libsoup reads: handles the end of the stream, and leaves bytes to libsoup. */
static gboolean
on_readable(GSocket *socket, GIOCondition condition, gpointer user_data)
{
    (void)condition;
    Watch *watch = user_data;
    if (is_at_end(socket))
        close_connection(watch);
    else
        set_source(watch, G_PRIORITY_LOW, on_readable_again);
    return G_SOURCE_REMOVE;
}

static void
on_disconnected(SoupServerMessage *message, gpointer user_data)
{
    (void)message;
    Watch *watch = user_data;
    g_hash_table_remove(watch->idle->watches, watch->socket);
}

static void
on_request_started(SoupServer *soup, SoupServerMessage *message, gpointer user_data)
{
    (void)soup;
    DeskIdle *idle = user_data;
    GSocket *socket = soup_server_message_get_socket(message);
    if (socket == NULL)
        return;
    g_hash_table_remove(idle->watches, socket);
    /* libsoup asks for the address again at the end, when the socket may not have one any more. So
     * let it store the address now. */
    g_autoptr(GSocketAddress) address = g_socket_get_remote_address(socket, NULL);
    if (address != NULL)
        soup_server_message_get_remote_address(message);
}

static void
on_request_finished(SoupServer *soup, SoupServerMessage *message, gpointer user_data)
{
    (void)soup;
    DeskIdle *idle = user_data;
    GSocket *socket = soup_server_message_get_socket(message);
    if (socket == NULL || g_socket_is_closed(socket))
        return;
    Watch *watch = g_new0(Watch, 1);
    watch->idle = idle;
    watch->message = g_object_ref(message);
    watch->socket = g_object_ref(socket);
    watch->link.data = watch;
    watch->on_disconnected =
        g_signal_connect(message, "disconnected", G_CALLBACK(on_disconnected), watch);
    g_hash_table_replace(idle->watches, socket, watch);
    g_queue_push_tail_link(&idle->oldest_first, &watch->link);
    if (idle->is_forgetful)
        set_source(watch, G_PRIORITY_HIGH, on_readable);
    if (idle->oldest_first.length > idle->max_connections)
        close_connection(g_queue_peek_head(&idle->oldest_first));
}

DeskIdle *
desk_idle_new(SoupServer *soup, guint max_connections)
{
    DeskIdle *idle = g_new0(DeskIdle, 1);
    idle->soup = soup;
    idle->watches = g_hash_table_new_full(NULL, NULL, NULL, watch_free);
    g_queue_init(&idle->oldest_first);
    idle->max_connections = max_connections;
    idle->is_forgetful = !soup_check_version(3, 3, 0);
    g_signal_connect(soup, "request-started", G_CALLBACK(on_request_started), idle);
    g_signal_connect(soup, "request-finished", G_CALLBACK(on_request_finished), idle);
    g_signal_connect(soup, "request-aborted", G_CALLBACK(on_request_finished),
                     idle); /* emitted after every answer 500 */
    return idle;
}

void
desk_idle_free(DeskIdle *idle)
{
    if (idle == NULL)
        return;
    g_signal_handlers_disconnect_by_data(idle->soup, idle);
    g_hash_table_unref(idle->watches);
    g_free(idle);
}
