/* test_zlib_inflate.c - streams that are complete, cut or damaged, and decompression bombs. */
#include "tests/unit/parsers_fixture.h"

#include <gio/gio.h>

#include "parsers/encoding/zlib_inflate.h"

static GBytes *
deflated(const void *data, gsize length)
{
    g_autoptr(GZlibCompressor) zlib = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
    gsize room = length + 1024, n_read = 0, n_written = 0;
    guint8 *out = g_malloc(room);

    assert_int_equal(g_converter_convert(G_CONVERTER(zlib), data, length, out, room,
                                         G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL),
                     G_CONVERTER_FINISHED);
    return g_bytes_new_take(out, n_written);
}

static void
content_above_the_limit_is_refused(void **state)
{
    g_autofree char *zeros = g_malloc0(300000);
    g_autoptr(GBytes) bomb = deflated(zeros, 300000);
    gsize length = 0;
    const void *data = g_bytes_get_data(bomb, &length);
    static const struct {
        gsize max;
        ZlibResult result;
    } rows[] = {
        {300000, ZLIB_INFLATED}, {G_MAXSIZE, ZLIB_INFLATED}, {299999, ZLIB_TOO_LARGE},
        {65536, ZLIB_TOO_LARGE}, {1, ZLIB_TOO_LARGE},        {0, ZLIB_TOO_LARGE},
    };

    (void)state;
    assert_true(length < 1000);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GBytes) content = NULL;
        assert_int_equal(zlib_inflate(data, length, rows[i].max, &content), rows[i].result);
        assert_int_equal(content != NULL, rows[i].result == ZLIB_INFLATED);
        if (content != NULL)
            assert_int_equal(g_bytes_get_size(content), 300000);
    }
}

static void
an_empty_stream_inflates_to_nothing(void **state)
{
    g_autoptr(GBytes) empty = deflated("", 0);
    g_autoptr(GBytes) content = NULL;
    gsize length = 0;
    const void *data = g_bytes_get_data(empty, &length);

    (void)state;
    assert_int_equal(zlib_inflate(data, length, 0, &content), ZLIB_INFLATED);
    assert_int_equal(g_bytes_get_size(content), 0);
}

static void
a_cut_stream_is_broken_and_a_followed_one_is_not(void **state)
{
    static const char text[] = "the printer on floor 3, the printer on floor 4";
    g_autoptr(GBytes) stream = deflated(text, strlen(text));
    gsize length = 0;
    const void *data = g_bytes_get_data(stream, &length);

    (void)state;
    for (gsize n = 0; n < length; n++) {
        g_autoptr(GBytes) content = NULL;
        assert_int_equal(zlib_inflate(data, n, 1000, &content), ZLIB_BROKEN);
        assert_null(content);
    }
    g_autofree char *followed = g_malloc0(length + 5);
    memcpy(followed, data, length);
    g_autoptr(GBytes) content = NULL;
    assert_int_equal(zlib_inflate(followed, length + 5, 1000, &content), ZLIB_INFLATED);
    assert_int_equal(g_bytes_get_size(content), strlen(text));
    assert_memory_equal(g_bytes_get_data(content, NULL), text, strlen(text));
}

static void
anything_but_a_stream_is_broken(void **state)
{
    g_autoptr(GBytes) content = NULL;

    (void)state;
    assert_int_equal(zlib_inflate("no stream at all", 16, 1000, &content), ZLIB_BROKEN);
    assert_int_equal(zlib_inflate(NULL, 0, 1000, &content), ZLIB_BROKEN);
    assert_null(content);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_above_the_limit_is_refused),
        cmocka_unit_test(an_empty_stream_inflates_to_nothing),
        cmocka_unit_test(a_cut_stream_is_broken_and_a_followed_one_is_not),
        cmocka_unit_test(anything_but_a_stream_is_broken),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
