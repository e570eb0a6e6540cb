/* keyed_hash.h - a 64-bit hash that can only be computed with the key (SipHash-2-4, Aumasson and
 * Bernstein 2012). Pure. */
#pragma once

#include <glib.h>

typedef struct {
    guint64 low;
    guint64 high;
} HashKey;

/* A key for one purpose, derived from a secret by HMAC-SHA256 (RFC 2104). So the secret for
 * signatures can also be used here, and neither use reveals anything about the other. `purpose`: an
 * ASCII word. */
HashKey hash_key_derive(const guint8 *secret, gsize length, const char *purpose);

guint64 keyed_hash(const HashKey *key, const void *bytes, gsize length);
