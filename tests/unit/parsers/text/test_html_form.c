/* test_html_form.c - fields of forms, and what somebody filled in. */
#include "parsers/text/html_form.h"

#include "parsers/text/html_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The first element in the body. */
static const GumboNode *
first(const HtmlTree *tree)
{
    const GumboNode *body = html_tree_children(html_tree_root(tree))->data[1];

    return html_tree_children(body)->data[0];
}

static void
a_field_is_shown_as_it_is_seen(void **state)
{
    static const struct {
        const char *html;
        const char *shown;
        gboolean is_answer;
    } cases[] = {
        {"<input>", "", FALSE},
        {"<input value=''>", "", FALSE},
        {"<input value=' room 312 '>", "room 312", TRUE},
        {"<input type=date value=2026-11-28>", "2026-11-28", TRUE},
        {"<input type=hidden value=x>", "", FALSE},
        {"<input type=password value=x>", "", FALSE},
        {"<input type=Submit value=Send>", "Send", FALSE},
        {"<input type=checkbox value=x>", "[ ]", FALSE},
        {"<input type=checkbox checked>", "[x]", TRUE},
        {"<input type=radio>", "( )", FALSE},
        {"<input type=RADIO checked=''>", "(x)", TRUE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *html = g_strconcat("<body>", cases[i].html, "x", NULL);
        g_autoptr(HtmlTree) tree = html_tree_new(html, strlen(html));
        gboolean is_answer = 7;
        g_autofree char *shown = html_form_input(first(tree), &is_answer);
        assert_string_equal(shown, cases[i].shown);
        assert_int_equal(is_answer, cases[i].is_answer);
    }
}

static void
an_option_is_chosen_by_its_attribute(void **state)
{
    static const char html[] = "<select><option selected>a<option>b</select>";
    g_autoptr(HtmlTree) tree = html_tree_new(html, strlen(html));
    const GumboVector *options = html_tree_children(first(tree));

    (void)state;
    assert_true(html_form_is_chosen(options->data[0]));
    assert_false(html_form_is_chosen(options->data[1]));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_is_shown_as_it_is_seen),
        cmocka_unit_test(an_option_is_chosen_by_its_attribute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
