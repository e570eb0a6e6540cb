/* test_html_style.c - what is seen of an element, and how tables are read. */
#include "parsers/text/html_style.h"

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
test_shapes(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *html = g_strconcat("<body>", cases[i].html, "x", NULL);
        g_autoptr(HtmlTree) tree = html_tree_new(html, strlen(html));
        assert_int_equal(html_style_shape(first(tree)), cases[i].shape);
    }
}

static void
what_pens_leave_is_seen(void **state)
{
    static const struct {
        const char *html;
        gboolean is_struck, is_highlighted;
    } pens[] = {
        {"<s>", TRUE, FALSE},
        {"<strike>", TRUE, FALSE},
        {"<del>", TRUE, FALSE},
        {"<span style='text-decoration:line-through'>", TRUE, FALSE},
        {"<span style='color:red;Text-Decoration: underline Line-Through red'>", TRUE, FALSE},
        {"<p style='text-decoration-line:line-through'>", TRUE, FALSE},
        {"<span style='text-decoration:none;x:line-through'>", FALSE, FALSE},
        {"<mark>", FALSE, TRUE},
        {"<span style='background:yellow;mso-highlight:yellow'>", FALSE, TRUE},
        {"<span style='background-color: rgb(255, 251, 0);'>", FALSE, TRUE},
        {"<font style='background-color:#00ff00'>", FALSE, TRUE},
        {"<span style='background-color:rgba(255,255,0,1)'>", FALSE, TRUE},
        {"<span style='background:white'>", FALSE, FALSE},
        {"<span style='background-color:#f3f2f1'>", FALSE, FALSE},
        {"<span style='background:url(x)'>", FALSE, FALSE},
        {"<span style='background:rgb(255,'>", FALSE, FALSE},
        {"<span style='background:rgb'>", FALSE, FALSE},
        {"<span style='background:#ff0'>", FALSE, FALSE},
        {"<span style='background:#'>", FALSE, FALSE},
        {"<span style='background:yellow;padding:4px'>", FALSE, FALSE},
        {"<div style='background:yellow'>", FALSE, FALSE},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(pens); i++) {
        g_autofree char *html = g_strconcat("<body>", pens[i].html, "x", NULL);
        g_autoptr(HtmlTree) tree = html_tree_new(html, strlen(html));
        if (html_style_is_struck(first(tree)) != pens[i].is_struck ||
            html_style_is_highlighted(first(tree)) != pens[i].is_highlighted)
            fail_msg("row %zu", i);
    }
}

static void
test_tables(void **state)
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
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(what_pens_leave_is_seen),
        cmocka_unit_test(test_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
