/* test_base64_loose.c - Base64 that is complete, broken, padded in the middle, or followed by text.
 */
#include "parsers/encoding/base64_loose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *text;
    const char *decoded;
} cases[] = {
    {"aGVsbG8=", "hello"},
    {"aGVs\r\nbG8=\r\n", "hello"},
    {"aG!Vs-bG_8=", "hello"},
    {"aGVsbG8", "hello"},
    {"aGVsb", "hel"},
    {"", ""},
    {"====", ""},
    {"aGVsbG8=\naGVsbG9vbw==\n", "hellohellooo"}, /* padded piece by piece */
    {"aGVsbG8=\n--\nA footer.\n", "hello"},
};

/* Wherever it is cut, the result is the same. */
static void
pieces_of_any_size_decode_to_the_same(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gsize length = strlen(cases[i].text);
        for (gsize step = 1; step <= length; step++) {
            g_autoptr(GString) decoded = g_string_new(NULL);
            Base64Loose base64 = {0};
            for (gsize at = 0; at < length; at += step)
                base64_loose_add(&base64, cases[i].text + at, MIN(step, length - at), decoded);
            base64_loose_finish(&base64, decoded);
            assert_string_equal(decoded->str, cases[i].decoded);
        }
    }
}

static void
plain_lines_around_base64_are_the_rest(void **state)
{
    static const struct {
        const char *text;
        const char *decoded;
        const char *rest;
    } rests[] = {
        {"aGVsbG9vbw==\n\nScanned by me.\n", "hellooo", "Scanned by me."},
        {"aGVsbG9vb29v\n\nScanned by me.", "hellooooo", "Scanned by me."},
        {"aGVsbG9vb29v\nscanning by me", "hellooooo", "scanning by me"},
        {"aGVsbG9vb29v\n\nconfidential\n", "hellooooo", "confidential"},
        {"aGVsbG9vb29v\n<hr><b>me</b>\n", "hellooooo", "<hr><b>me</b>"},
        {"aGVsbG9vb29v\n!!!\naGVsbG9vbw==\n====\n", "hellooooohellooo", ""},
        {"aGVsbG9vb29v\n-- \nBy me, you\n\naGVsbG9vbw==\n__\nEnd now\n", "hellooooohellooo",
         "-- \nBy me, you\n\n__\nEnd now"},
        {"aGVsbG8=By me", "hello", "By me"},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rests); i++) {
        gsize length = strlen(rests[i].text);
        for (gsize step = 1; step <= length; step++) {
            g_autoptr(GString) decoded = g_string_new(NULL);
            g_autoptr(GString) rest = g_string_new(NULL);
            Base64Loose base64 = {.rest = rest};
            for (gsize at = 0; at < length; at += step)
                base64_loose_add(&base64, rests[i].text + at, MIN(step, length - at), decoded);
            base64_loose_finish(&base64, decoded);
            assert_string_equal(decoded->str, rests[i].decoded);
            assert_string_equal(g_strstrip(rest->str), rests[i].rest);
        }
    }
}

/* Lines that are longer than the buffer for a held line. */
static void
long_lines_are_read_to_their_end(void **state)
{
    g_autofree char *code = g_strnfill(3000, 'A');
    g_autofree char *text = g_strconcat(code, "==\n", code, code, ".\nThe end\n", NULL);
    g_autoptr(GString) decoded = g_string_new(NULL);
    g_autoptr(GString) rest = g_string_new(NULL);
    Base64Loose base64 = {.rest = rest};

    (void)state;
    for (const char *p = text; *p != '\0'; p++)
        base64_loose_add(&base64, p, 1, decoded);
    base64_loose_finish(&base64, decoded);
    assert_int_equal(decoded->len, 3 * 3000 / 4 * 3);
    assert_string_equal(rest->str, "The end\n");
    assert_int_equal(base64.n_skipped, 3); /* "==" without a group, "." */
}

static void
plain_text_labelled_base64_is_seen(void **state)
{
    static const struct {
        const char *text;
        gboolean is_plain;
    } looks[] = {
        {"Good morning, the door of room 12 does not close.\n", TRUE},
        {"hello can you call me back\n", TRUE},
        {"Hello\nWorld\n", TRUE},
        {"Hello", TRUE},
        {"<p>The door</p>\n", TRUE},
        {"\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82", TRUE},
        {"aGVsbG8=", FALSE},
        {"aG!VsbG8=", FALSE},
        {"aGVsbG8gdGhlcmUgYWdhaW4K\n\n____\nA footer, with blanks.\n", FALSE},
        {"aGVsbG8gdGhlcmUK\naGVsbG8gdGhlcmUK\n", FALSE},
        {"aGVs bG8g dGhl cmUK\n", FALSE},
        {"aGVsbG8", FALSE},
        {"!!!VGhlIHByaW50ZXIgb24gZmxv\n**\nb3IgMyBpcyBqYW1tZWQgYWdhaW4uCg==\n", FALSE},
        {"", FALSE},
        {"\n\n", FALSE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(looks); i++)
        assert_int_equal(base64_loose_is_plain(looks[i].text, strlen(looks[i].text), TRUE),
                         looks[i].is_plain);
    assert_false(base64_loose_is_plain("Hello", 5, FALSE));
}

static void
every_byte_survives_the_decoding(void **state)
{
    guchar bytes[256];
    for (guint i = 0; i < 256; i++)
        bytes[i] = (guchar)i;
    g_autofree char *base64 = g_base64_encode(bytes, sizeof bytes);
    g_autoptr(GString) decoded = g_string_new(NULL);

    (void)state;
    base64_loose_decode(base64, strlen(base64), decoded);
    assert_int_equal(decoded->len, sizeof bytes);
    assert_memory_equal(decoded->str, bytes, sizeof bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_of_any_size_decode_to_the_same),
        cmocka_unit_test(plain_lines_around_base64_are_the_rest),
        cmocka_unit_test(long_lines_are_read_to_their_end),
        cmocka_unit_test(plain_text_labelled_base64_is_seen),
        cmocka_unit_test(every_byte_survives_the_decoding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
