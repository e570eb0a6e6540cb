/* signature.h - where a signature begins. Pure. */
#pragma once

#include <glib.h>

/* Is this line the start of a signature: "-- " (RFC 3676 section 4.3), "Sent from my ..." and what
 * other programs and languages say for it? */
gboolean signature_begins(const char *line);
