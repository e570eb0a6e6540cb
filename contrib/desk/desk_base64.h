#pragma once

/* Strict Base64 (RFC 4648 section 4). Does not depend on requests. */

#include <glib.h>

#include "desk_error.h"

/*
 * Decodes text (ASCII, NUL-terminated). Refuses bytes outside the alphabet (so also line breaks), a
 * length that is not a multiple of four, padding that is not at the end, and pad bits that are not
 * zero (RFC 4648 section 3.5). The empty string gives no bytes.
 *
 * Returns: (transfer full) (nullable): the bytes, or NULL with DESK_ERROR_BAD_REQUEST.
 */
GBytes *desk_base64_decode(const char *text, GError **error);
