/* The digest of many octets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/intake/octet_digest.h"

/* In pieces of `piece` octets. (transfer full) */
static char *
digest_of(const char *octets, gsize length, gsize piece)
{
    g_auto(OctetDigest) digest;
    octet_digest_init(&digest);
    for (gsize done = 0; done < length; done += piece)
        octet_digest_add(&digest, octets + done, MIN(piece, length - done));
    return octet_digest_text(&digest);
}

static void
it_does_not_depend_on_the_pieces(void **state)
{
    (void)state;
    static const gsize lengths[] = {0, 1, 31, 32, 33, 64, 1000, 32 * 1024, 100 * 1000};
    g_autofree char *octets = g_malloc(100 * 1000);
    for (guint i = 0; i < 100 * 1000; i++)
        octets[i] = (char)(i * 7 + i / 251);
    for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
        g_autofree char *whole = digest_of(octets, lengths[i], 1000 * 1000);
        assert_int_equal(strlen(whole), 16);
        for (gsize piece = 1; piece < 100; piece += 13) {
            g_autofree char *pieces = digest_of(octets, lengths[i], piece);
            assert_string_equal(pieces, whole);
        }
    }
}

static void
each_octet_makes_a_difference(void **state)
{
    (void)state;
    const gsize length = 80 * 1000;
    g_autofree char *octets = g_strnfill(length, 'x');
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(seen, digest_of(octets, length, length));
    for (gsize i = 0; i < length; i += 997) {
        octets[i] = 'y';
        assert_true(g_hash_table_add(seen, digest_of(octets, length, length)));
        octets[i] = 'x';
    }
}

static void
nothing_behind_is_not_a_zero_behind(void **state)
{
    (void)state;
    static const char zeros[100] = {0};
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (gsize length = 0; length <= sizeof zeros; length++)
        assert_true(g_hash_table_add(seen, digest_of(zeros, length, 7)));
}

static void
more_may_follow(void **state)
{
    (void)state;
    g_auto(OctetDigest) digest;
    octet_digest_init(&digest);
    octet_digest_add(&digest, "one", 3);
    g_autofree char *first = octet_digest_text(&digest);
    octet_digest_add(&digest, " two", 4);
    g_autofree char *both = octet_digest_text(&digest);
    g_autofree char *expected_first = digest_of("one", 3, 3);
    g_autofree char *expected = digest_of("one two", 7, 7);
    assert_string_equal(first, expected_first);
    assert_string_equal(both, expected);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_does_not_depend_on_the_pieces),
        cmocka_unit_test(each_octet_makes_a_difference),
        cmocka_unit_test(nothing_behind_is_not_a_zero_behind),
        cmocka_unit_test(more_may_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
