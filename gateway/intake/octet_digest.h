/* octet_digest.h - a short digest of many octets, cheap enough for a mail of 25 MB. Pure.
 *
 * The first 32 KiB go through SHA-256; all octets go through a sum that is a hundred times as fast.
 * To forge a second content with the same digest, one has to know every octet of the first, and to
 * keep its first 32 KiB.
 */
#pragma once

#include <glib.h>

#define OCTET_DIGEST_LANES 4
#define OCTET_DIGEST_BLOCK ((gsize)8 * OCTET_DIGEST_LANES)

typedef struct {
    GChecksum *sha256;
    gsize sha256_left; /* the number of octets it still takes */
    guint64 lanes[OCTET_DIGEST_LANES];
    guint8 rest[OCTET_DIGEST_BLOCK]; /* not a whole block yet */
    gsize rest_length;
    guint64 length;
} OctetDigest;

void octet_digest_init(OctetDigest *digest);
void octet_digest_clear(OctetDigest *digest);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OctetDigest, octet_digest_clear)

void octet_digest_add(OctetDigest *digest, const void *octets, gsize length);

/* The digest of everything added so far, in any pieces: 16 characters of A-Z, a-z, 0-9, + and /.
 * More may be added afterwards. (transfer full) */
char *octet_digest_text(const OctetDigest *digest);
