/* keyed_hash.c - see keyed_hash.h. Does not know what is hashed. */
#include "gateway/passages/keyed_hash.h"

#include <string.h>

typedef struct {
    guint64 v[4];
} SipState;

static guint64
rotate(guint64 value, guint bits)
{
    return value << bits | value >> (64 - bits);
}

static void
mix(SipState *state, guint rounds)
{
    guint64 *v = state->v;
    for (guint i = 0; i < rounds; i++) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

static void
take(SipState *state, guint64 word)
{
    state->v[3] ^= word;
    mix(state, 2);
    state->v[0] ^= word;
}

static guint64
read_little_endian(const void *bytes, gsize length)
{
    guint64 word = 0;
    memcpy(&word, bytes, length);
    return GUINT64_FROM_LE(word);
}

guint64
keyed_hash(const HashKey *key, const void *bytes, gsize length)
{
    const guint8 *at = bytes;
    SipState state = {{key->low ^ G_GUINT64_CONSTANT(0x736f6d6570736575),
                       key->high ^ G_GUINT64_CONSTANT(0x646f72616e646f6d),
                       key->low ^ G_GUINT64_CONSTANT(0x6c7967656e657261),
                       key->high ^ G_GUINT64_CONSTANT(0x7465646279746573)}};
    gsize left = length;
    for (; left >= 8; left -= 8, at += 8)
        take(&state, read_little_endian(at, 8));
    guint64 last = (guint64)(length & 0xff) << 56;
    for (gsize i = 0; i < left; i++)
        last |= (guint64)at[i] << (8 * i);
    take(&state, last);
    state.v[2] ^= 0xff;
    mix(&state, 4);
    return state.v[0] ^ state.v[1] ^ state.v[2] ^ state.v[3];
}

HashKey
hash_key_derive(const guint8 *secret, gsize length, const char *purpose)
{
    g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, secret, length);
    guint8 digest[32];
    gsize digest_length = sizeof digest;
    g_hmac_update(hmac, (const guchar *)purpose, (gssize)strlen(purpose));
    g_hmac_get_digest(hmac, digest, &digest_length);
    HashKey key = {.low = read_little_endian(digest, 8), .high = read_little_endian(digest + 8, 8)};
    explicit_bzero(digest, sizeof digest);
    return key;
}
