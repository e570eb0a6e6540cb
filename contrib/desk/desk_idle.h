#pragma once

/*
 * Connections that are kept alive and wait for a request. libsoup before 3.3 forgets such a
 * connection when its client closes it, and the socket stays open until the server ends; this
 * module closes it. If too many connections are idle, it also closes the one that has been idle
 * longest, because libsoup accepts no connections once the process has no file descriptors left.
 */

#include <libsoup/soup.h>

typedef struct DeskIdle DeskIdle;

/*
 * Watches the connections of soup, which must outlive it. max_connections: how many may be idle at
 * once. Returns: (transfer full)
 */
DeskIdle *desk_idle_new(SoupServer *soup, guint max_connections);

/* Stops watching; open connections stay open. idle: (nullable) (transfer full) */
void desk_idle_free(DeskIdle *idle);
