/* The keyed hash, tested with the vectors of its authors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/passages/keyed_hash.h"

/* Key 00 01 .. 0f; the message 00 01 02 .. of each length. */
static void
the_vectors_of_the_authors_hold(void **state)
{
    static const struct {
        gsize length;
        guint64 hash;
    } rows[] = {
        {0, G_GUINT64_CONSTANT(0x726fdb47dd0e0e31)},  {1, G_GUINT64_CONSTANT(0x74f839c593dc67fd)},
        {7, G_GUINT64_CONSTANT(0xab0200f58b01d137)},  {8, G_GUINT64_CONSTANT(0x93f5f5799a932462)},
        {15, G_GUINT64_CONSTANT(0xa129ca6149be45e5)},
    };
    const HashKey key = {G_GUINT64_CONSTANT(0x0706050403020100),
                         G_GUINT64_CONSTANT(0x0f0e0d0c0b0a0908)};
    guint8 message[16];
    (void)state;
    for (guint8 i = 0; i < sizeof message; i++)
        message[i] = i;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(keyed_hash(&key, message, rows[i].length), rows[i].hash);
}

static void
keys_of_two_secrets_or_purposes_differ(void **state)
{
    static const guint8 one[32] = {1}, two[32] = {2};
    (void)state;
    HashKey a = hash_key_derive(one, sizeof one, "passages");
    HashKey same = hash_key_derive(one, sizeof one, "passages");
    HashKey b = hash_key_derive(two, sizeof two, "passages");
    HashKey c = hash_key_derive(one, sizeof one, "else");
    assert_memory_equal(&a, &same, sizeof a);
    assert_true(a.low != b.low && a.high != b.high);
    assert_true(a.low != c.low && a.high != c.high);
    assert_int_not_equal(keyed_hash(&a, "word", 4), keyed_hash(&b, "word", 4));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_the_authors_hold),
        cmocka_unit_test(keys_of_two_secrets_or_purposes_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
