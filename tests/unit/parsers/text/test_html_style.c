/* test_html_style.c - how elements are displayed, and how tables are read. */
#include "parsers/text/html_style.h"

#include "parsers/text/html_declaration.h"
#include "parsers/text/html_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *html;
    HtmlShape shape;
} Case;

static const Case cases[] = {
    {"<p>", HTML_SHAPE_PARAGRAPH},
    {"<h3>", HTML_SHAPE_PARAGRAPH},
    {"<div>", HTML_SHAPE_BLOCK},
    {"<span>", HTML_SHAPE_INLINE},
    {"<unheard-of>", HTML_SHAPE_INLINE},
    {"<iframe>", HTML_SHAPE_DROPPED},
    {"<div style='display:none'>", HTML_SHAPE_DROPPED},
    {"<div style='color:red; Display : NONE !important'>", HTML_SHAPE_DROPPED},
    {"<div style='visibility:hidden'>", HTML_SHAPE_DROPPED},
    {"<div style='max-height:0px;overflow:hidden'>", HTML_SHAPE_DROPPED},
    {"<div hidden>", HTML_SHAPE_DROPPED},
    {"<div style='display:none-such'>", HTML_SHAPE_BLOCK},
    {"<p class=MsoNormal>", HTML_SHAPE_BLOCK},
    {"<p style='margin:0'>", HTML_SHAPE_BLOCK},
    {"<p style='margin: 0cm 0cm 0pt'>", HTML_SHAPE_BLOCK},
    {"<p style='margin:10px'>", HTML_SHAPE_PARAGRAPH},
};

/* The first element in the body. */
static const GumboNode *
first(const HtmlTree *tree)
{
    const GumboNode *body = html_tree_children(html_tree_root(tree))->data[1];

    return html_tree_children(body)->data[0];
}

static void
each_style_has_its_shape(void **state)
{
    char style[HTML_DECLARATION_BYTES];
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *html = g_strconcat("<body>", cases[i].html, "x", NULL);
        g_autoptr(HtmlTree) tree = html_tree_new(html, strlen(html));
        assert_int_equal(html_style_shape(first(tree), html_declaration_of(first(tree), style)),
                         cases[i].shape);
    }
}

static void
a_data_table_is_told_from_a_layout_table(void **state)
{
    static const struct {
        const char *html;
        gboolean is_data;
        gboolean is_flat; /* its first row */
    } tables[] = {
        {"<table border=1><tr><td>a<td>b</table>", TRUE, TRUE},
        {"<table border=0><tr><td>a<td>b</table>", FALSE, TRUE},
        {"<table><tr><th>a<td>b</table>", TRUE, TRUE},
        {"<table><tr><td>a<br>b</table>", FALSE, FALSE},
        {"<table><tr><td><p>a</p></table>", FALSE, TRUE},
        {"<table><tr><td><p>a</p><p>b</p></table>", FALSE, FALSE},
        {"<table><tr><td><table><tr><td>x</table></table>", FALSE, FALSE},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(HtmlTree) tree = html_tree_new(tables[i].html, strlen(tables[i].html));
        const GumboNode *table = first(tree);
        const GumboNode *group = html_tree_children(table)->data[0];
        assert_int_equal(html_style_is_data_table(table), tables[i].is_data);
        assert_int_equal(html_style_is_flat_row(html_tree_children(group)->data[0]),
                         tables[i].is_flat);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_style_has_its_shape),
        cmocka_unit_test(a_data_table_is_told_from_a_layout_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
