/* Which emphasis an element gives to its text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parsers/text/html_declaration.h"
#include "parsers/text/html_emphasis.h"
#include "parsers/text/html_tree.h"

#define RED (EMPHASIS_COLOUR * 0xff0000U)

/* The innermost element in the body, as long as each has at most one child. */
static guint
emphasis_of(const char *tags)
{
    g_autofree char *html = g_strconcat("<body>", tags, "x", NULL);
    g_autoptr(HtmlTree) tree = html_tree_new(html, strlen(html));
    const GumboNode *node = html_tree_children(html_tree_root(tree))->data[1];
    guint emphasis = 0;
    char style[HTML_DECLARATION_BYTES];

    for (;;) {
        const GumboVector *children = html_tree_children(node);
        if (children == NULL || children->length == 0)
            return emphasis;
        node = children->data[0];
        if (node->type == GUMBO_NODE_ELEMENT)
            emphasis = html_emphasis_of(node, html_declaration_of(node, style), emphasis);
    }
}

static void
what_pens_leave_is_seen(void **state)
{
    static const struct {
        const char *tags;
        guint emphasis;
    } rows[] = {
        {"<s>", EMPHASIS_STRUCK},
        {"<strike>", EMPHASIS_STRUCK},
        {"<del>", EMPHASIS_STRUCK},
        {"<span style='text-decoration:line-through'>", EMPHASIS_STRUCK},
        {"<span style='Text-Decoration: underline Line-Through black'>",
         EMPHASIS_STRUCK | EMPHASIS_UNDERLINED},
        {"<p style='text-decoration-line:line-through'>", EMPHASIS_STRUCK},
        {"<span style='text-decoration:none;x:line-through'>", 0},
        {"<mark>", EMPHASIS_HIGHLIGHTED},
        {"<span style='background:yellow;mso-highlight:yellow'>", EMPHASIS_HIGHLIGHTED},
        {"<span style='background-color: rgb(255, 251, 0);'>", EMPHASIS_HIGHLIGHTED},
        {"<font style='background-color:#00ff00'>", EMPHASIS_HIGHLIGHTED},
        {"<span style='background-color:rgba(255,255,0,1)'>", EMPHASIS_HIGHLIGHTED},
        {"<span style='background:#ff0'>", EMPHASIS_HIGHLIGHTED},
        {"<span style='background:white'>", 0},
        {"<span style='background-color:#f3f2f1'>", 0},
        {"<span style='background:url(x)'>", 0},
        {"<span style='background:yellow;padding:4px'>", 0},
        {"<div style='background:yellow'>", EMPHASIS_FILLED},
        {"<p style='background:#ff0'>", EMPHASIS_FILLED},
        {"<div style='background:#f3f2f1'>", 0},
        {"<p style='border:solid red 1.0pt'>", EMPHASIS_FILLED},
        {"<p style='border:none;border-top:solid #E1E1E1 1.0pt'>", 0},
        {"<div style='border:1px solid red'>", 0},
        {"<font size=6>", EMPHASIS_LARGE},
        {"<font size='+1'>", EMPHASIS_LARGE},
        {"<font size=2>", 0},
        {"<big>", EMPHASIS_LARGE},
        {"<span style='font-size:20.0pt'>", EMPHASIS_LARGE},
        {"<span style='font-size:x-large'>", EMPHASIS_LARGE},
        {"<span style='font-size:150%'>", EMPHASIS_LARGE},
        {"<span style='font-size:1.0em'>", 0},
        {"<font size=6><span style='font-size:11.0pt'>", 0},
        {"<font size=6><span style='font-size:inherit'>", EMPHASIS_LARGE},
        {"<b>", EMPHASIS_BOLD},
        {"<strong>", EMPHASIS_BOLD},
        {"<span style='font-weight:bold'>", EMPHASIS_BOLD},
        {"<span style='FONT-WEIGHT: 700'>", EMPHASIS_BOLD},
        {"<span style='font-weight:500'>", 0},
        {"<b style='font-weight:normal'>", 0},
        {"<b><span style='font-weight:400'>", 0},
        {"<b><span style='font-weight:inherit'>", EMPHASIS_BOLD},
        {"<b class=gmail_sendername>", 0},
        {"<u>", EMPHASIS_UNDERLINED},
        {"<ins>", EMPHASIS_UNDERLINED},
        {"<i><span style='font-style:normal'>", 0},
        {"<span style='font-style:italic'>", EMPHASIS_SLANTED},
        {"<span style='font-style:inherit'>", 0},
        {"<font color=red>", RED},
        {"<font color='#FF0000'>", RED},
        {"<font color=FF0000>", RED},
        {"<span style='color:#f00'>", RED},
        {"<span style='color:#c00000'>", EMPHASIS_COLOUR * 0xc00000U},
        {"<span style='color:black'>", 0},
        {"<span style='color:#333333'>", 0},
        {"<span style='color:#1F497D'>", 0},
        {"<span style='color:#003300'>", EMPHASIS_COLOUR * 0x003300U},
        {"<span style='color:darkgreen'>", EMPHASIS_COLOUR * 0x006400U},
        {"<span style='color:gray'>", EMPHASIS_COLOUR * 0x808080U},
        {"<span style='color:#767676'>", 0},
        {"<font color='#888888'>", 0},
        {"<span style='color:white'>", 0},
        {"<span style='color:windowtext'>", 0},
        {"<font color=red><span style='color:black'>", 0},
        {"<font color=red><span style='color:inherit'>", RED},
        {"<font color=red><b>", RED | EMPHASIS_BOLD},
        {"<a href=x style='color:red'><u>", EMPHASIS_LINK},
        {"<font color=red><a href=x><b>", EMPHASIS_LINK | EMPHASIS_BOLD},
        {"<font color=red><a name=x>", RED},
        {"<table><tr><td bgcolor=yellow>", EMPHASIS_FILLED},
        {"<table><tr bgcolor=FFFF00><td>", EMPHASIS_FILLED},
        {"<table><tr><td style='background:#92D050'>", EMPHASIS_FILLED},
        {"<table><tr><td bgcolor=white>", 0},
        {"<span style=':;;a:;color'>", 0},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        if (emphasis_of(rows[i].tags) != rows[i].emphasis)
            fail_msg("%s: %x", rows[i].tags, emphasis_of(rows[i].tags));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_pens_leave_is_seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
