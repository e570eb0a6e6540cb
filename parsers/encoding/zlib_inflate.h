/* zlib_inflate.h - decompresses a zlib stream (RFC 1950) up to a limit. */
#pragma once

#include <glib.h>

typedef enum {
    ZLIB_INFLATED,
    ZLIB_TOO_LARGE, /* the result would be larger than the limit */
    ZLIB_BROKEN,    /* not a zlib stream, damaged, or cut off */
} ZlibResult;

/* Decompresses `length` octets at `data`; octets after the end of the stream are ignored. For
 * ZLIB_INFLATED, `ret_content` has at most `max_bytes` octets ((transfer full)); otherwise it is
 * NULL. Never holds more than `max_bytes` of the result. */
ZlibResult zlib_inflate(const void *data, gsize length, gsize max_bytes, GBytes **ret_content);
