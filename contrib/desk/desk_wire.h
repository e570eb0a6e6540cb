#pragma once

/*
 * Answers that libsoup would never send: half of one, or one that drips byte by byte. The
 * connection is first taken from libsoup; this module writes to it and closes it.
 */

#include <gio/gio.h>

#include "desk_answer.h"

/* Returns: (transfer full): head and body of the answer in HTTP/1.1, with `Connection: close`. */
GBytes *desk_wire_format(const DeskAnswer *answer);

/*
 * Writes data in pieces of piece_size bytes with pause_ms between them, in the background, then
 * closes the connection. Ends early if the client disconnects.
 */
void desk_wire_send(GIOStream *connection, GBytes *data, gsize piece_size, guint pause_ms);
