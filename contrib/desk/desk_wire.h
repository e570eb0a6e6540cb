#pragma once

/*
 * Answers that libsoup would never send: half of one, or one that drips. The connection is taken
 * away from libsoup first; this module writes on it and closes it.
 */

#include <gio/gio.h>

#include "desk_answer.h"

/* Returns: (transfer full): head and body of the answer as HTTP/1.1, `Connection: close`. */
GBytes *desk_wire_format(const DeskAnswer *answer);

/*
 * Writes data in pieces of piece_size bytes with pause_ms between them, then closes the connection;
 * goes on in the background. A client that went away ends it early.
 */
void desk_wire_send(GIOStream *connection, GBytes *data, gsize piece_size, guint pause_ms);
