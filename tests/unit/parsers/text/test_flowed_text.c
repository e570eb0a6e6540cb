/* test_flowed_text.c - format=flowed (RFC 3676). */
#include "parsers/text/flowed_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *text;
    gboolean is_delsp;
    const char *joined;
} Case;

static const Case cases[] = {
    {"", FALSE, ""},
    {"one \ntwo\n", FALSE, "one two\n"},
    {"one \ntwo", FALSE, "one two"},
    {"one \ntwo\n", TRUE, "onetwo\n"},
    {"one\ntwo\n", FALSE, "one\ntwo\n"},
    {"one \n\ntwo\n", FALSE, "one \n\ntwo\n"},
    {"> one \n> two\nthree\n", FALSE, "> one two\nthree\n"},
    {">> one \n> two\n", FALSE, ">> one \n> two\n"},
    {">>one \n>>two\n", FALSE, ">> one two\n"},
    {">\n> x\n", FALSE, ">\n> x\n"},
    {" From me\n >no quote\n", FALSE, "From me\n>no quote\n"},
    {"text \n-- \nname \nmore\n", FALSE, "text \n-- \nname more\n"},
    {"> text \n> -- \n> name\n", FALSE, "> text \n> -- \n> name\n"},
    {"last \n", FALSE, "last \n"},
};

static void
flowed_lines_are_joined_to_paragraphs(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *joined = flowed_text_join(cases[i].text, cases[i].is_delsp);
        assert_string_equal(joined, cases[i].joined);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(flowed_lines_are_joined_to_paragraphs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
