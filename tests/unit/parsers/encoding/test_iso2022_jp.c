/* test_iso2022_jp.c - ISO-2022-JP to EUC-JP: whole, cut at every octet, and broken. */
#include "parsers/encoding/iso2022_jp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const cases[][2] = {
    {"abc", "abc"},
    {"\x1b$B4A;z\x1b(Bx", "\xb4\xc1\xbb\xfax"},
    {"\x1b$@4A\x1b(Jx", "\xb4\xc1x"},
    {"\x1b(I1\x1b(B", "\x8e\xb1"},
    {"\x1b$(D0!\x1b(B", "\x8f\xb0\xa1"},
    {"\x1b$B4A\nx", "\xb4\xc1\nx"}, /* a line ends in ASCII */
    {"\x1bZx", "Zx"},
    {"8bit \xc3\xa9", "8bit \xc3\xa9"},
};

static char *
convert(const char *in, gsize cut)
{
    Iso2022Jp jp = {0};
    g_autoptr(GString) euc = g_string_new(NULL);
    g_autoptr(GString) rest = g_string_new(NULL);
    gsize length = strlen(in);
    gsize taken = iso2022_jp_to_euc(&jp, in, cut, FALSE, euc);

    assert_true(cut - taken <= 3);
    g_string_append_len(rest, in + taken, (gssize)(length - taken));
    assert_int_equal(iso2022_jp_to_euc(&jp, rest->str, rest->len, TRUE, euc), rest->len);
    return g_strndup(euc->str, euc->len);
}

static void
each_escape_sequence_converts_wherever_it_is_cut(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize cut = 0; cut <= strlen(cases[i][0]); cut++) {
            g_autofree char *euc = convert(cases[i][0], cut);
            assert_string_equal(euc, cases[i][1]);
        }
    }
}

/* Half a character, in the middle and at the end: an octet that no character of EUC-JP begins with.
 */
static void
half_a_character_becomes_an_invalid_byte(void **state)
{
    g_autofree char *middle = convert("\x1b$B4 \x1b(Bx", 0);
    g_autofree char *end = convert("\x1b$B4", 0);

    (void)state;
    assert_string_equal(middle, "\xff x");
    assert_string_equal(end, "\xff");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_escape_sequence_converts_wherever_it_is_cut),
        cmocka_unit_test(half_a_character_becomes_an_invalid_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
