/* zlib_inflate.h - octets compressed by zlib (RFC 1950), made whole again within a bound. */
#pragma once

#include <glib.h>

typedef enum {
    ZLIB_INFLATED,
    ZLIB_TOO_LARGE, /* more than the bound would come out */
    ZLIB_BROKEN,    /* no zlib stream, one that is damaged, or one that is cut off */
} ZlibResult;

/* Decompresses `length` octets at `data`; what follows the end of the stream is passed over. With
 * ZLIB_INFLATED `ret_content` has the octets, `max_bytes` at most ((transfer full)), else NULL.
 * Never holds more than `max_bytes`, whatever the stream says. */
ZlibResult zlib_inflate(const void *data, gsize length, gsize max_bytes, GBytes **ret_content);
