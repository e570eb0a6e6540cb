/* test_header_limit.c - headers just within their limits, and just beyond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parsers/header/header_limit.h"

#define BODY "\nbody\n\nmore\n"

/* The message with these limits; NULL: unchanged. (transfer full) */
static char *
limited(const char *message, guint64 max_header_bytes, guint max_headers)
{
    const ParseOptions options = {.max_header_bytes = max_header_bytes, .max_headers = max_headers};
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(message, strlen(message));
    g_autoptr(GMimeStream) result = header_limit_open(stream, &options);
    g_autoptr(GString) text = g_string_new(NULL);
    char piece[7];
    gssize n = 0;

    assert_int_equal(g_mime_stream_tell(stream), 0);
    if (result == NULL)
        return NULL;
    while ((n = g_mime_stream_read(result, piece, sizeof piece)) > 0)
        g_string_append_len(text, piece, n);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
assert_limited(const char *message, guint64 max_header_bytes, guint max_headers,
               const char *expected)
{
    g_autofree char *text = limited(message, max_header_bytes, max_headers);

    if (expected == NULL)
        assert_null(text);
    else
        assert_string_equal(text, expected);
}

static void
fields_beyond_the_limit_are_left_out(void **state)
{
    static const char message[] = "A: 1\nB: 2\n folded\nC: 3\n" BODY;

    (void)state;
    assert_limited(message, 1000, 3, NULL);
    assert_limited(message, 1000, 2, "A: 1\nB: 2\n folded\n" BODY);
    assert_limited(message, 1000, 1, "A: 1\n" BODY);
}

static void
bytes_beyond_the_limit_are_left_out(void **state)
{
    g_autoptr(GString) message = g_string_new(NULL);
    g_autoptr(GString) expected = g_string_new(NULL);

    (void)state;
    for (int i = 0; i < 20; i++)
        g_string_append(message, "Field: 1\n"); /* 9 octets each; the empty line is one more */
    g_string_append(expected, message->str);
    g_string_append(message, BODY);
    assert_limited(message->str, 181, 100, NULL);
    g_string_append(expected, BODY);
    assert_limited(message->str, 180, 100, expected->str);
    g_string_erase(expected, 0, 9);
    g_string_insert(expected, 171, "Fiel\n"); /* the last field, cut */
    g_string_erase(expected, 162, 9);
    assert_limited(message->str, 166, 100, expected->str);
}

static void
a_long_field_leaves_room_for_the_others(void **state)
{
    g_autofree char *value = g_strnfill(500, 'x');
    g_autofree char *message = g_strconcat("Long: ", value, "\nSubject: kept\n" BODY, NULL);

    (void)state;
    assert_limited(message, 160, 10, "Long: xxxx\nSubject: k\n" BODY);
    assert_limited(message, 16 * 507, 10, NULL);
}

static void
headers_without_an_end_are_limited_too(void **state)
{
    (void)state;
    assert_limited("", 10, 1, NULL);
    assert_limited("A: 1", 1000, 1, NULL);
    assert_limited("A: 1\r\nB: 2\r\n\r\nbody", 1000, 1, "A: 1\r\n\nbody");
    assert_limited("A: 1\nB: 2", 1000, 1, "A: 1\n\n");
    assert_limited("\nbody", 1000, 1, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_beyond_the_limit_are_left_out),
        cmocka_unit_test(bytes_beyond_the_limit_are_left_out),
        cmocka_unit_test(a_long_field_leaves_room_for_the_others),
        cmocka_unit_test(headers_without_an_end_are_limited_too),
    };

    g_mime_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
