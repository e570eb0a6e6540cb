/* test_charset_label.c - the names that mail gives to charsets. */
#include "parsers/encoding/charset_label.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const cases[][2] = {
    {"utf-8", "UTF-8"},
    {"UTF8", "UTF-8"},
    {" \"utf-8\" ", "UTF-8"},
    {"'utf-8'", "UTF-8"},
    {"charset=utf-8", "UTF-8"},
    {"utf-8; format=flowed", "UTF-8"},
    {"unicode-1-1-utf-8", "UTF-8"},
    {"iso-8859-1", "WINDOWS-1252"},
    {"ISO_8859-1", "WINDOWS-1252"},
    {"latin1", "WINDOWS-1252"},
    {"ansi_x3.110-1983", "WINDOWS-1252"},
    {"cp1252", "WINDOWS-1252"},
    {"windows-1250", "WINDOWS-1250"},
    {"win-1251", "WINDOWS-1251"},
    {"x-cp1251", "WINDOWS-1251"},
    {"cp-850", "CP850"},
    {"iso-8859-15", "ISO-8859-15"},
    {"x-iso-8859-2", "ISO-8859-2"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"ks_c_5601-1987", "CP949"},
    {"gb2312", "GB18030"},
    {"Shift_JIS", "CP932"},
    {"iso-2022-jp", "ISO-2022-JP"},
    {"utf-16", "UTF-16"},
    {"my-own-1", "MY-OWN-1"},
    {"bad\x07label", "BAD"},
    {"us-ascii", NULL},
    {"unknown-8bit", NULL},
    {"x-user-defined", NULL},
    {"8bit", NULL},
    {"", NULL},
    {"  ", NULL},
    {"\"\"", NULL},
    {NULL, NULL},
};

static void
each_label_resolves_to_its_charset(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name = charset_label_resolve(cases[i][0]);
        assert_int_equal(name == NULL, cases[i][1] == NULL);
        if (name != NULL)
            assert_string_equal(name, cases[i][1]);
    }
}

static void
a_long_label_is_cut(void **state)
{
    g_autofree char *label = g_strnfill(1000, 'x');
    g_autofree char *name = charset_label_resolve(label);

    (void)state;
    assert_int_equal(strlen(name), 64);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_label_resolves_to_its_charset),
        cmocka_unit_test(a_long_label_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
