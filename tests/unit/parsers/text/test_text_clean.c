/* test_text_clean.c - what remains of untrusted text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parsers/text/text_clean.h"

#define MISSING "\357\277\275"

static void
a_text_is_cleaned_to_valid_utf8(void **state)
{
    static const struct {
        const char *text, *clean;
    } rows[] = {
        {"", ""},
        {"a\r\nb\rc\n", "a\nb\nc\n"},
        {"tab\there", "tab\there"},
        {"\x1b[31mred\x07\x7f", "[31mred"},
        {"\xc2\x9b"
         "2J",
         "2J"},
        {"caf\xe9", "caf" MISSING},
        {"\xed\xa0\x80", MISSING MISSING MISSING},
        {"\xef\xbb\xbf"
         "begin",
         "begin"},
        {"a\xe2\x80\xa8"
         "b",
         "a\nb"},
        {"cut \xe2\x82", "cut " MISSING MISSING},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *clean = text_clean(rows[i].text, strlen(rows[i].text));
        assert_string_equal(clean, rows[i].clean);
    }
}

static void
no_bytes_are_an_empty_text(void **state)
{
    g_autofree char *none = text_clean(NULL, 0);
    g_autofree char *nul = text_clean("a\0b", 3);

    (void)state;
    assert_string_equal(none, "");
    assert_string_equal(nul, "ab");
}

static void
a_line_is_trimmed_and_cut(void **state)
{
    g_autofree char *line = text_clean_line(" a\r\n\t b\xc2\xa0 c ", 100);
    g_autofree char *cut = text_clean_line("caf\xc3\xa9", 4);

    (void)state;
    assert_string_equal(line, "a b c");
    assert_string_equal(cut, "caf");
}

static void
invisible_characters_are_left_out(void **state)
{
    /* Direction marks and joiners stay: languages need them. */
    g_autofree char *plain = text_without_tricks("a\u202eb\u2066c\u200bd\u00ade\u2060f\ufeff"
                                                 "g\u200dh\u200ei\U000e0041j");

    (void)state;
    assert_string_equal(plain, "abcdefg\u200dh\u200eij");
}

/* Both ways give the result of g_utf8_casefold(). */
static void
case_folding_agrees_with_the_library(void **state)
{
    static const char *const texts[] = {
        "",
        "Re: Printer 3 [INC0001234] ~",
        "\u00c9T\u00c9 Stra\u00dfe",
        "\u03a3\u03c4\u03b9\u03c2",
        "A\u0130",
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        for (gssize length = -1; length <= (gssize)strlen(texts[i]); length++) {
            if (length > 0 && !g_utf8_validate(texts[i], length, NULL))
                continue;
            g_autofree char *ours = text_casefold(texts[i], length);
            g_autofree char *expected = g_utf8_casefold(texts[i], length);
            assert_string_equal(ours, expected);
        }
    }
}

static void
a_word_is_one_of_a_list_as_a_whole(void **state)
{
    static const char *const words[] = {"high", "low"};

    (void)state;
    assert_true(text_is_one_of("low", words, G_N_ELEMENTS(words)));
    assert_false(text_is_one_of("lo", words, G_N_ELEMENTS(words)));
    assert_false(text_is_one_of("Low", words, G_N_ELEMENTS(words)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_folding_agrees_with_the_library),
        cmocka_unit_test(a_text_is_cleaned_to_valid_utf8),
        cmocka_unit_test(no_bytes_are_an_empty_text),
        cmocka_unit_test(a_line_is_trimmed_and_cut),
        cmocka_unit_test(invisible_characters_are_left_out),
        cmocka_unit_test(a_word_is_one_of_a_list_as_a_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
