#pragma once

/* Base64 as RFC 4648 section 4 has it and nothing else; this module knows nothing of requests. */

#include <glib.h>

#include "desk_error.h"

/*
 * Decodes text (ASCII, NUL-terminated). Refused: any byte outside the alphabet (so also line
 * breaks), a length that is not a multiple of four, padding anywhere but at the end, and pad bits
 * that are not zero (RFC 4648 section 3.5). The empty string is the encoding of no bytes.
 *
 * Returns: (transfer full) (nullable): the bytes, or NULL with DESK_ERROR_BAD_REQUEST.
 */
GBytes *desk_base64_decode(const char *text, GError **error);
