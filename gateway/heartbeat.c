/* heartbeat.c - see heartbeat.h. Knows libcurl's callbacks, but no journal. */
#include "gateway/heartbeat.h"

gboolean
heartbeat_prove(const Heartbeat *heartbeat, GError **error)
{
    return heartbeat == NULL || heartbeat->prove(heartbeat->data, error);
}

void
heartbeat_watch_clear(HeartbeatWatch *watch)
{
    g_clear_error(&watch->problem);
}

static gboolean
ask(HeartbeatWatch *watch, gboolean (*question)(gpointer data, GError **error))
{
    if (watch->problem != NULL)
        return FALSE;
    return question(watch->heartbeat->data, &watch->problem);
}

/* libcurl calls it about once a second; not 0: it gives up. */
static int
beat(void *data, curl_off_t to_receive, curl_off_t received, curl_off_t to_send, curl_off_t sent)
{
    HeartbeatWatch *watch = data;
    (void)to_receive;
    (void)received;
    (void)to_send;
    (void)sent;
    return ask(watch, watch->heartbeat->keep) ? 0 : 1;
}

int
heartbeat_watch_begin(HeartbeatWatch *watch, CURL *handle)
{
    int bad = 0;
    if (watch->heartbeat == NULL)
        return 0;
    bad |= (int)curl_library_set_option(handle, CURLOPT_NOPROGRESS, 0L);
    bad |= (int)curl_library_set_option(handle, CURLOPT_XFERINFOFUNCTION, beat);
    bad |= (int)curl_library_set_option(handle, CURLOPT_XFERINFODATA, watch);
    return bad;
}

gssize
heartbeat_watch_allow(HeartbeatWatch *watch, gsize size, guint64 left)
{
    if (watch->heartbeat == NULL)
        return (gssize)size;
    if (left > 1)
        return ask(watch, watch->heartbeat->keep) ? (gssize)MIN(size, left - 1) : -1;
    return ask(watch, watch->heartbeat->prove) ? (gssize)size : -1;
}
