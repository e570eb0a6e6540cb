/* test_encoded_word.c - encoded words (RFC 2047) as programs write them, cut anywhere. */
#include "parsers/header/encoded_word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *raw;
    const char *text;
} Case;

static const Case cases[] = {
    {"plain", "plain"},
    {"", ""},
    {"=?utf-8?B?aGFsbG8=?=", "hallo"},
    {"=?UTF-8?b?aGFsbG8?=", "hallo"},
    {"=?utf-8?Q?gr=C3=BCn_ist?=", "gr\xc3\xbcn ist"},
    {"=?iso-8859-1?q?gr=FCn?= x", "gr\xc3\xbcn x"},
    {"=?utf-8?B?YQ==?= =?utf-8?B?Yg==?=", "ab"},
    {"=?utf-8?B?YQ==?=\r\n\t=?utf-8?Q?b?= c", "ab c"},
    {"=?utf-8?B?w6Q=?= and =?utf-8?B?w7Y=?=", "\xc3\xa4 and \xc3\xb6"},
    {"=?utf-8?B?ww==?= =?utf-8?B?pA==?=", "\xc3\xa4"},
    {"=?utf-8?Q?=C3?= =?iso-8859-1?Q?=E4?=", "\xc3\x83\xc3\xa4"},
    {"=?us-ascii*en?Q?hi?=", "hi"},
    {"a=?utf-8?Q?b?=c", "abc"},
    {"=?utf-8?X?b?=", "=?utf-8?X?b?="},
    {"=?utf-8?Q", "=?utf-8?Q"},
    {"=??Q?b?=", "=??Q?b?="},
    {"=?utf-8?Q?cut", "cut"},
    {"=?utf-8?Q?cut \r\n", "cut \r\n"},
    {"=?utf-8?Q?not cut", "=?utf-8?Q?not cut"},
    {"=?utf-8?Q?a=ZZ?=", "a=ZZ"},
    {"=?utf-8?Q?a=0?=", "a=0"},
    {"=?utf-8?Q?two words?=", "two words"},
    {"=?utf-8?Q?a\r\n b?=", "a b"},
    {"raw \xfc", "raw \xc3\xbc"},
    {"raw \xc3\xbc", "raw \xc3\xbc"},
    {"=?utf-8?Q?a=00b?=", "ab"},
};

static void
encoded_words_are_decoded(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = encoded_word_decode(cases[i].raw, "windows-1252");
        assert_string_equal(text, cases[i].text);
    }
}

/* The unified form decodes to the same text, except for line ends inside words. */
static void
unified_words_decode_to_the_same_text(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *unified = encoded_word_unify(cases[i].raw, "windows-1252");
        g_autofree char *text = encoded_word_decode(unified, "windows-1252");
        assert_string_equal(text, cases[i].text);
    }
    g_autofree char *comma = encoded_word_unify("=?utf-8?Q?a=2C?= =?utf-8?Q?b?= <x@y>", NULL);
    assert_string_equal(comma, "=?utf-8?B?YSxi?= <x@y>");
    g_autofree char *line = encoded_word_unify("=?utf-8?Q?a=0Ab?=", NULL);
    assert_string_equal(line, "=?utf-8?B?YSBi?=");
}

static void
a_field_cut_anywhere_decodes_to_valid_text(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize length = 0; length <= strlen(cases[i].raw); length++) {
            g_autofree char *raw = g_strndup(cases[i].raw, length);
            g_autofree char *text = encoded_word_decode(raw, "windows-1252");
            assert_true(g_utf8_validate(text, -1, NULL));
        }
    }
}

static void
a_word_with_a_long_charset_stays_as_it_is(void **state)
{
    g_autofree char *name = g_strnfill(100, 'x');
    g_autofree char *raw = g_strdup_printf("=?%s?Q?a?=", name);
    g_autofree char *text = encoded_word_decode(raw, NULL);

    (void)state;
    assert_string_equal(text, raw);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encoded_words_are_decoded),
        cmocka_unit_test(unified_words_decode_to_the_same_text),
        cmocka_unit_test(a_field_cut_anywhere_decodes_to_valid_text),
        cmocka_unit_test(a_word_with_a_long_charset_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
