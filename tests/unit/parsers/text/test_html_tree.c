/* test_html_tree.c - trees within limits of time and memory. */
#include "parsers/text/html_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static char *
repeat(const char *what, guint n)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < n; i++)
        g_string_append(text, what);
    return g_string_free(text, FALSE);
}

static void
deep_or_crowded_html_is_not_parsed(void **state)
{
    static const struct {
        const char *what;
        guint n;
        gboolean is_tame;
    } cases[] = {
        {"<div>", 900, TRUE},       {"<div>", 1100, FALSE}, {"<div></div>", 5000, TRUE},
        {"<p>", 5000, TRUE},        {"<br>", 5000, TRUE},   {"<DIV>", 1100, FALSE},
        {"< 3 <> </>", 5000, TRUE}, {"</div>", 5000, TRUE},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *html = repeat(cases[i].what, cases[i].n);
        assert_int_equal(html_tree_is_tame(html, strlen(html)), cases[i].is_tame);
    }
    g_autofree char *attributes = repeat(" a=1", 400);
    g_autofree char *tag = g_strconcat("<p", attributes, ">", NULL);
    assert_false(html_tree_is_tame(tag, strlen(tag)));
    g_autofree char *quoted = g_strconcat("<p a='", attributes, "'>", NULL);
    assert_true(html_tree_is_tame(quoted, strlen(quoted)));
    assert_true(html_tree_is_tame("<p a='", 6));
}

static void
a_tree_gives_elements_and_text(void **state)
{
    static const char html[] = "<html><body><p id=x>text</p></body></html>";
    g_autoptr(HtmlTree) tree = html_tree_new(html, strlen(html));
    const GumboNode *root = html_tree_root(tree);

    (void)state;
    assert_int_equal(root->v.element.tag, GUMBO_TAG_HTML);
    const GumboNode *body = html_tree_children(root)->data[1];
    const GumboNode *p = html_tree_children(body)->data[0];
    assert_string_equal(html_tree_attribute(p, "id"), "x");
    assert_null(html_tree_attribute(p, "class"));
    const GumboNode *text = html_tree_children(p)->data[0];
    assert_null(html_tree_children(text));
    assert_null(html_tree_attribute(text, "id"));
    g_autofree char *copy = html_tree_text(text);
    assert_string_equal(copy, "text");
    html_tree_free(NULL);
}

/* The parser repeats unclosed formatting in every paragraph: the arena stops that. */
static void
formatting_that_unfolds_without_end_is_given_up(void **state)
{
    g_autoptr(GString) html = g_string_new("<p>");

    (void)state;
    for (guint i = 0; i < 900; i++)
        g_string_append_printf(html, "<font a=%u>", i);
    for (guint i = 0; i < 4000; i++)
        g_string_append(html, "<p>x");
    g_autoptr(HtmlTree) tree = html_tree_new(html->str, html->len);
    assert_null(tree);
    g_autofree char *wild = repeat("<div>", 2000);
    assert_null(html_tree_new(wild, strlen(wild)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deep_or_crowded_html_is_not_parsed),
        cmocka_unit_test(a_tree_gives_elements_and_text),
        cmocka_unit_test(formatting_that_unfolds_without_end_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
