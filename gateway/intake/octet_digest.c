/* octet_digest.c - see octet_digest.h. Only digests what it is given; reads no file. */
#include "gateway/intake/octet_digest.h"

#include <string.h>

#define OCTET_DIGEST_SHA256_BYTES ((gsize)32 * 1024)
#define OCTET_DIGEST_TEXT_BYTES 12 /* gives sixteen characters of Base64 */

/* Odd numbers without a pattern in their bits: fractions of square roots. */
static const guint64 lane_factors[OCTET_DIGEST_LANES] = {
    G_GUINT64_CONSTANT(0x9e3779b97f4a7c15), G_GUINT64_CONSTANT(0x6a09e667f3bcc909),
    G_GUINT64_CONSTANT(0xbb67ae8584caa73b), G_GUINT64_CONSTANT(0xa54ff53a5f1d36f1)};

void
octet_digest_init(OctetDigest *digest)
{
    memset(digest, 0, sizeof *digest);
    digest->sha256 = g_checksum_new(G_CHECKSUM_SHA256);
    digest->sha256_left = OCTET_DIGEST_SHA256_BYTES;
    memcpy(digest->lanes, lane_factors, sizeof digest->lanes);
}

void
octet_digest_clear(OctetDigest *digest)
{
    g_clear_pointer(&digest->sha256, g_checksum_free);
}

/* Adds a whole block. Each step can be undone, so every octet changes the result. */
static void
add_block(guint64 lanes[OCTET_DIGEST_LANES], const guint8 *block)
{
    for (guint i = 0; i < OCTET_DIGEST_LANES; i++) {
        guint64 word;
        memcpy(&word, block + 8 * i, sizeof word);
        word = (lanes[i] ^ word) * lane_factors[i];
        lanes[i] = (word << 29) | (word >> 35);
    }
}

void
octet_digest_add(OctetDigest *digest, const void *octets, gsize length)
{
    const guint8 *next = octets;
    gsize first = MIN(length, digest->sha256_left);
    if (first > 0)
        g_checksum_update(digest->sha256, next, (gssize)first);
    digest->sha256_left -= first;
    digest->length += length;
    while (length > 0) {
        if (digest->rest_length == 0 && length >= OCTET_DIGEST_BLOCK) {
            add_block(digest->lanes, next);
            next += OCTET_DIGEST_BLOCK;
            length -= OCTET_DIGEST_BLOCK;
            continue;
        }
        gsize count = MIN(length, OCTET_DIGEST_BLOCK - digest->rest_length);
        memcpy(digest->rest + digest->rest_length, next, count);
        digest->rest_length += count;
        next += count;
        length -= count;
        if (digest->rest_length == OCTET_DIGEST_BLOCK) {
            add_block(digest->lanes, digest->rest);
            digest->rest_length = 0;
        }
    }
}

char *
octet_digest_text(const OctetDigest *digest)
{
    g_autoptr(GChecksum) sha256 = g_checksum_copy(digest->sha256);
    guint64 lanes[OCTET_DIGEST_LANES];
    guint8 last[OCTET_DIGEST_BLOCK] = {0};
    guint8 result[32];
    gsize result_length = sizeof result;

    memcpy(lanes, digest->lanes, sizeof lanes);
    memcpy(last, digest->rest, digest->rest_length);
    add_block(lanes, last);
    g_checksum_update(sha256, (const guchar *)lanes, sizeof lanes);
    g_checksum_update(sha256, (const guchar *)&digest->length, sizeof digest->length);
    g_checksum_get_digest(sha256, result, &result_length);
    return g_base64_encode(result, OCTET_DIGEST_TEXT_BYTES);
}
