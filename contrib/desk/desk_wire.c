#include "desk_wire.h"

typedef struct {
    GIOStream *connection;
    GBytes *data;
    gsize sent;
    gsize piece_size;
    guint pause_ms;
} Drip;

static gboolean write_piece(gpointer user_data);

static void
drip_finish(Drip *drip)
{
    g_io_stream_close_async(drip->connection, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
    g_object_unref(drip->connection);
    g_bytes_unref(drip->data);
    g_free(drip);
}

static void
on_written(GObject *source, GAsyncResult *result, gpointer user_data)
{
    Drip *drip = user_data;
    gsize written = 0;
    gboolean is_good =
        g_output_stream_write_all_finish(G_OUTPUT_STREAM(source), result, &written, NULL);
    drip->sent += written;
    if (!is_good || drip->sent == g_bytes_get_size(drip->data))
        drip_finish(drip);
    else
        g_timeout_add(drip->pause_ms, write_piece, drip);
}

static gboolean
write_piece(gpointer user_data)
{
    Drip *drip = user_data;
    gsize size = 0;
    const char *bytes = g_bytes_get_data(drip->data, &size);
    g_output_stream_write_all_async(g_io_stream_get_output_stream(drip->connection),
                                    bytes + drip->sent, MIN(drip->piece_size, size - drip->sent),
                                    G_PRIORITY_DEFAULT, NULL, on_written, drip);
    return G_SOURCE_REMOVE;
}

GBytes *
desk_wire_format(const DeskAnswer *answer)
{
    gsize size = 0;
    const char *body = g_bytes_get_data(answer->body, &size);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "HTTP/1.1 %u %s\r\nContent-Type: %s\r\n", answer->status,
                    desk_answer_phrase(answer->status), answer->content_type);
    if (answer->location != NULL)
        g_string_append_printf(text, "Location: %s\r\n", answer->location);
    if (answer->retry_after != NULL)
        g_string_append_printf(text, "Retry-After: %s\r\n", answer->retry_after);
    for (guint i = 0; answer->headers != NULL && i < answer->headers->len; i++)
        g_string_append_printf(text, "%s\r\n", (const char *)g_ptr_array_index(answer->headers, i));
    g_string_append_printf(text, "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n",
                           size);
    g_string_append_len(text, body, (gssize)size);
    return g_string_free_to_bytes(g_steal_pointer(&text));
}

void
desk_wire_send(GIOStream *connection, GBytes *data, gsize piece_size, guint pause_ms)
{
    Drip *drip = g_new0(Drip, 1);
    drip->connection = g_object_ref(connection);
    drip->data = g_bytes_ref(data);
    drip->piece_size = MAX(piece_size, 1);
    drip->pause_ms = pause_ms;
    write_piece(drip);
}
