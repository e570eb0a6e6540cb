/* Quotes, comments and invisible characters in a value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "config/config_text.h"

static void
quotes_around_a_value_are_noticed(void **state)
{
    static const char *const quoted[] = {"\"a\"",
                                         "'a b'",
                                         "`a`",
                                         "\xe2\x80\x9c"
                                         "a\xe2\x80\x9d",
                                         "\xe2\x80\x9e"
                                         "a\xe2\x80\x9c",
                                         "\xe2\x80\x98"
                                         "a\xe2\x80\x99",
                                         "\xc2\xab"
                                         "a\xc2\xbb",
                                         "\"\""};
    static const char *const plain[] = {"",     "\"", "a", "a \"b\"", "\"a\" <a@c.example>",
                                        "it's", "\"a"};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(quoted); i++)
        if (config_text_quotes(quoted[i]) == NULL)
            fail_msg("%s", quoted[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
        if (config_text_quotes(plain[i]) != NULL)
            fail_msg("%s", plain[i]);
}

static void
a_comment_behind_a_value_is_noticed(void **state)
{
    static const char *const commented[] = {"a # b", "a\t# b", "a ; b", "a ;", "a #", "# b"};
    static const char *const plain[] = {"",    "a",    "#close", "PRINTER #5", "a#b",
                                        "a;b", "a; b", "a #b",   "C# d"};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(commented); i++)
        if (config_text_comment(commented[i]) == NULL)
            fail_msg("%s", commented[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
        if (config_text_comment(plain[i]) != NULL)
            fail_msg("%s", plain[i]);
}

static void
what_cannot_be_seen_is_named(void **state)
{
    static const struct {
        const char *text, *fault;
    } rows[] = {
        {"a", NULL},
        {"", NULL},
        {"Zo\xc3\xab caf\xc3\xa9 \xe2\x82\xac", NULL},
        {"a\xc2\xa0", "(U+00A0)"},
        {"a\xc2\xa0"
         "b",
         "(U+00A0)"},
        {"\xef\xbb\xbf"
         "a",
         "(U+FEFF)"},
        {"a\xe2\x80\x8b", "(U+200B)"},
        {"a\xc2\xad"
         "b",
         "(U+00AD)"},
        {"\xe2\x80\xae"
         "a",
         "(U+202E)"},
        {"a\xe2\x80\xaf"
         "b",
         "(U+202F)"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *fault = config_text_invisible(rows[i].text);
        if (rows[i].fault == NULL ? fault != NULL
                                  : fault == NULL || strstr(fault, rows[i].fault) == NULL)
            fail_msg("row %zu: %s", i, fault);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_around_a_value_are_noticed),
        cmocka_unit_test(a_comment_behind_a_value_is_noticed),
        cmocka_unit_test(what_cannot_be_seen_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
