/* The numbers and signs before the items of lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parsers/text/html_text.h"

static void
an_item_has_the_marker_that_its_list_shows(void **state)
{
    static const struct {
        const char *html, *text;
    } rows[] = {

        {"<ul><li>a", "- a"},
        {"<ol><li>a<li>b", "1. a\n2. b"},
        {"<ol start=3><li>a<li value=7>b<li>c", "3. a\n7. b\n8. c"},
        {"<ol start=x><li value=-3>a", "1. a"},
        {"<ol type=a><li>x<li>y", "a. x\nb. y"},
        {"<ol type=A start=26><li>x<li>y", "Z. x\n27. y"},
        {"<ol style='list-style-type: lower-alpha'><li>x", "a. x"},
        {"<ol style='list-style-type:upper-latin'><li>x", "A. x"},
        {"<ol style='color:red' type=i><li>x", "1. x"},
        {"<ul type=a><li>x", "- x"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(HtmlText) text = html_text_new(rows[i].html, strlen(rows[i].html), 10000);
        g_autofree char *expected = g_strconcat(rows[i].text, "\n", NULL);
        assert_string_equal(text->text, expected);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_item_has_the_marker_that_its_list_shows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
