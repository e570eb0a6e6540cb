#pragma once

/*
 * Connections that are kept alive and have no request under way. libsoup before 3.3 forgets such a
 * connection when its client closes it, and the socket stays open until the server ends; this
 * module closes it. It also closes the connection that has been idle longest when there are too
 * many, since libsoup accepts nothing more once a process has run out of file descriptors.
 */

#include <libsoup/soup.h>

typedef struct DeskIdle DeskIdle;

/*
 * Watches the connections of soup, which has to outlive it. max_connections: how many may be idle
 * at once. Returns: (transfer full)
 */
DeskIdle *desk_idle_new(SoupServer *soup, guint max_connections);

/* Watches no longer; open connections stay open. idle: (nullable) (transfer full) */
void desk_idle_free(DeskIdle *idle);
