/* test_message_stream.c - reads every octet from its place in the file, through one window. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/message_stream.h"

/* A little more than three windows; each octet shows its own position. */
#define LENGTH ((gint64)200001)

static char
octet_at(gint64 place)
{
    return (char)(place * 31 + place / 251 + place / 65536);
}

static GMimeStream *
open_stream(int *ret_fd)
{
    g_autofree char *octets = g_malloc((gsize)LENGTH);

    for (gint64 i = 0; i < LENGTH; i++)
        octets[i] = octet_at(i);
    *ret_fd = fixture_file(octets, (gsize)LENGTH);
    return message_stream_new(*ret_fd, LENGTH);
}

static void
assert_octets(GMimeStream *stream, gint64 from, gint64 end, gsize step)
{
    g_autofree char *piece = g_malloc(step);
    gssize n = 0;

    while ((n = g_mime_stream_read(stream, piece, step)) > 0) {
        for (gssize i = 0; i < n; i++)
            assert_int_equal(piece[i], octet_at(from + i));
        from += n;
    }
    assert_int_equal(n, 0);
    assert_int_equal(from, end);
    assert_true(g_mime_stream_eos(stream));
}

static void
reads_of_any_size_give_the_whole_message(void **state)
{
    static const gsize steps[] = {4096, 1000, 65536, 65537, 300000};
    int fd = -1;
    g_autoptr(GMimeStream) stream = open_stream(&fd);

    (void)state;
    assert_int_equal(g_mime_stream_length(stream), LENGTH);
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        assert_int_equal(g_mime_stream_reset(stream), 0);
        assert_false(g_mime_stream_eos(stream));
        assert_octets(stream, 0, LENGTH, steps[i]);
    }
    (void)close(fd);
}

/* Parts that are read in turn move the window of each other. */
static void
parts_share_a_window_without_harm(void **state)
{
    int fd = -1;
    GMimeStream *stream = open_stream(&fd);
    g_autoptr(GMimeStream) first = g_mime_stream_substream(stream, 10, 90000);
    g_autoptr(GMimeStream) last = g_mime_stream_substream(stream, 150000, -1);
    g_autoptr(GMimeStream) within = g_mime_stream_substream(first, 50, 100000);
    char octet = 0;

    (void)state;
    g_object_unref(stream);
    assert_int_equal(g_mime_stream_length(within), 90000 - 50);
    for (gint64 i = 0; i < 50000; i += 1) {
        assert_int_equal(g_mime_stream_read(first, &octet, 1), 1);
        assert_int_equal(octet, octet_at(10 + i));
        if (i % 5000 == 0)
            assert_int_equal(g_mime_stream_read(last, &octet, 1), 1);
    }
    assert_octets(last, 150010, LENGTH, 777);
    assert_octets(within, 50, 90000, 4096);
    (void)close(fd);
}

static void
seeking_outside_a_part_fails(void **state)
{
    int fd = -1;
    g_autoptr(GMimeStream) stream = open_stream(&fd);
    g_autoptr(GMimeStream) part = g_mime_stream_substream(stream, 100, 200);
    char octet = 0;

    (void)state;
    assert_int_equal(g_mime_stream_tell(part), 100);
    assert_int_equal(g_mime_stream_seek(part, 150, GMIME_STREAM_SEEK_SET), 150);
    assert_int_equal(g_mime_stream_read(part, &octet, 1), 1);
    assert_int_equal(octet, octet_at(150));
    assert_int_equal(g_mime_stream_seek(part, -51, GMIME_STREAM_SEEK_CUR), 100);
    assert_int_equal(g_mime_stream_seek(part, 0, GMIME_STREAM_SEEK_END), 200);
    assert_true(g_mime_stream_eos(part));
    assert_int_equal(g_mime_stream_seek(part, 99, GMIME_STREAM_SEEK_SET), -1);
    assert_int_equal(g_mime_stream_seek(part, 1, GMIME_STREAM_SEEK_END), -1);
    assert_int_equal(g_mime_stream_seek(part, G_MAXINT64, GMIME_STREAM_SEEK_CUR), -1);
    assert_int_equal(g_mime_stream_tell(part), 200);
    (void)close(fd);
}

static void
short_and_closed_files_fail_to_read(void **state)
{
    int fd = fixture_file("short", 5);
    g_autoptr(GMimeStream) stream = message_stream_new(fd, 100);
    g_autoptr(GMimeStream) closed = message_stream_new(-1, 100);
    char octets[100];

    (void)state;
    assert_int_equal(g_mime_stream_read(stream, octets, sizeof octets), 5);
    assert_int_equal(g_mime_stream_read(stream, octets, sizeof octets), 0);
    assert_true(g_mime_stream_eos(stream)); /* nobody waits for the rest */
    assert_int_equal(g_mime_stream_read(closed, octets, sizeof octets), -1);
    assert_int_equal(g_mime_stream_write(stream, "x", 1), -1);
    (void)close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_of_any_size_give_the_whole_message),
        cmocka_unit_test(parts_share_a_window_without_harm),
        cmocka_unit_test(seeking_outside_a_part_fails),
        cmocka_unit_test(short_and_closed_files_fail_to_read),
    };

    g_mime_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
