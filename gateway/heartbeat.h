/* heartbeat.h - what has to be done while this process waits for the network, so that other hosts
 * know that it is still there.
 *
 * Where hosts share a journal, a mail is held for a limited time. A process that was paused for
 * longer must not send anything more, even in the middle of a request: the last byte of a body is
 * only sent when it is certain that no other host took over. */
#pragma once

#include <glib.h>

#include "gateway/curl_library.h"

typedef struct {
    /* Whether a request may be sent now. */
    gboolean (*prove)(gpointer data, GError **error);
    /* Called while a request waits, every second or more often. FALSE: give it up. */
    gboolean (*keep)(gpointer data, GError **error);
    gpointer data;
} Heartbeat;

/* Calls `prove`; TRUE if `heartbeat` is NULL. */
gboolean heartbeat_prove(const Heartbeat *heartbeat, GError **error);

/* The heartbeat during one transfer of libcurl. */
typedef struct {
    const Heartbeat *heartbeat; /* NULL: none is needed */
    GError *problem;            /* why the transfer was given up; NULL: it was not */
} HeartbeatWatch;

void heartbeat_watch_clear(HeartbeatWatch *watch);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HeartbeatWatch, heartbeat_watch_clear)

/* Sets the options by which libcurl calls the heartbeat while it waits; `watch` must live as long
 * as the transfer. Returns 0, or error bits if curl refuses an option. */
int heartbeat_watch_begin(HeartbeatWatch *watch, CURL *handle);

/* How many bytes of the body may be given to libcurl now, of at most `size` in its buffer; `left`
 * is how many the body still has. -1: give up the transfer. */
gssize heartbeat_watch_allow(HeartbeatWatch *watch, gsize size, guint64 left);
