/* octet_digest.h - a short name for many octets, cheap enough for a mail of 25 MB. Pure.
 *
 * The first 32 KiB go through SHA-256, all octets through a sum that is a hundred times as fast:
 * who wants two contents with the same digest has to know the one in advance, octet for octet, and
 * to keep its first 32 KiB.
 */
#pragma once

#include <glib.h>

#define OCTET_DIGEST_LANES 4
#define OCTET_DIGEST_BLOCK ((gsize)8 * OCTET_DIGEST_LANES)

typedef struct {
    GChecksum *sha256;
    gsize sha256_left; /* octets that it still takes */
    guint64 lanes[OCTET_DIGEST_LANES];
    guint8 rest[OCTET_DIGEST_BLOCK]; /* not yet a whole block */
    gsize rest_length;
    guint64 length;
} OctetDigest;

void octet_digest_init(OctetDigest *digest);
void octet_digest_clear(OctetDigest *digest);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OctetDigest, octet_digest_clear)

void octet_digest_add(OctetDigest *digest, const void *octets, gsize length);

/* Of all that was added so far, in whatever pieces: 16 characters of A-Z, a-z, 0-9, + and /. More
 * may be added afterwards. (transfer full) */
char *octet_digest_text(const OctetDigest *digest);
