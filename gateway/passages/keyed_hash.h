/* keyed_hash.h - a 64-bit hash that nobody without the key can compute (SipHash-2-4, Aumasson and
 * Bernstein 2012). Pure. */
#pragma once

#include <glib.h>

typedef struct {
    guint64 low;
    guint64 high;
} HashKey;

/* A key for one purpose, made of a secret by HMAC-SHA256 (RFC 2104), so that a secret that signs
 * can serve here, too, and neither use tells anything about the other. `purpose`: a word of ASCII.
 */
HashKey hash_key_derive(const guint8 *secret, gsize length, const char *purpose);

guint64 keyed_hash(const HashKey *key, const void *bytes, gsize length);
