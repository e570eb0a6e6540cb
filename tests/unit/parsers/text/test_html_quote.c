/* test_html_quote.c - the containers of quotations. */
#include "parsers/text/html_quote.h"

#include "parsers/text/html_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *html;
    gboolean is_container;
    gboolean cuts_rest;
} Case;

#define RULE "border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"

static const Case cases[] = {
    {"<div class=gmail_quote>x</div>", TRUE, FALSE},
    {"<div class='a GMAIL_QUOTE b'>x</div>", TRUE, FALSE},
    {"<div class=x_gmail_quote>x</div>", TRUE, FALSE},
    {"<div class=gmail_quoted>x</div>", FALSE, FALSE},
    {"<div class=ydp1a2byahoo_quoted>x</div>", TRUE, FALSE},
    {"<div id=yahoo_quoted_12>x</div>", TRUE, FALSE},
    {"<blockquote type=CITE>x</blockquote>", TRUE, FALSE},
    {"<blockquote>x</blockquote>", FALSE, FALSE},
    {"<div name=quote>x</div>", TRUE, FALSE},
    {"<p name=quote>x</p>", FALSE, FALSE},
    {"<div data-marker=__QUOTED_TEXT__>x</div>", TRUE, FALSE},
    {"<div id=divRplyFwdMsg>x</div>", FALSE, TRUE},
    {"<hr id=stopSpelling>", FALSE, TRUE},
    {"<div style='" RULE "'>x</div>", FALSE, TRUE},
    {"<div style='border-top: 1px solid red'>From: a</div>", FALSE, TRUE},
    {"<div style='border-top: 1px solid red'><b>Von</b>: a</div>", FALSE, TRUE},
    {"<div style='border-top: 1px solid red'>Total: 3</div>", FALSE, FALSE},
    {"<p style='border-top: 1px solid red'>From: a</p>", FALSE, FALSE},
    {"<div>x</div>", FALSE, FALSE},
    {"<div class=gmail_quote>---------- Forwarded message ---------<br>From: a</div>", FALSE,
     FALSE},
    {"<blockquote type=cite><div>Begin forwarded message:</div></blockquote>", FALSE, FALSE},
};

static void
each_element_of_a_quotation_is_recognised(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(HtmlTree) tree = html_tree_new(cases[i].html, strlen(cases[i].html));
        const GumboNode *body = html_tree_children(html_tree_root(tree))->data[1];
        const GumboNode *node = html_tree_children(body)->data[0];
        assert_int_equal(html_quote_is_container(node), cases[i].is_container);
        assert_int_equal(html_quote_cuts_rest(node), cases[i].cuts_rest);
    }
}

static void
plain_text_is_no_quotation(void **state)
{
    g_autoptr(HtmlTree) tree = html_tree_new("x", 1);
    const GumboNode *body = html_tree_children(html_tree_root(tree))->data[1];
    const GumboNode *text = html_tree_children(body)->data[0];

    (void)state;
    assert_false(html_quote_is_container(text));
    assert_false(html_quote_cuts_rest(text));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_element_of_a_quotation_is_recognised),
        cmocka_unit_test(plain_text_is_no_quotation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
