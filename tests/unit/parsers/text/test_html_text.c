/* test_html_text.c - HTML as text: each element, quotations, limits, and HTML cut anywhere. */
#include "parsers/text/html_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *html;
    const char *text;
    const char *quoted; /* the parts marked as quotation, one after the other; NULL: nothing */
} Case;

static const Case cases[] = {
    {"", "", NULL},
    {"plain", "plain\n", NULL},
    {"<p>a</p><p>b</p>", "a\n\nb\n", NULL},
    {"a<br>b<br><br>c", "a\nb\n\nc\n", NULL},
    {"<ul><li>a<li>b</ul>", "- a\n- b\n", NULL},
    {"<ol start=9><li>a<li>b</ol>", "9. a\n10. b\n", NULL},
    {"<ol start=-5><li>a</ol>", "1. a\n", NULL},
    {"<ol><li>a<ol><li>b</ol><li>c</ol>", "1. a\n   1. b\n2. c\n", NULL},
    {"<li>alone", "- alone\n", NULL},
    {"<pre>a\n  b</pre>", "a\n  b\n", NULL},
    {"<pre>a <b>b</b> c</pre>", "a b c\n", NULL},
    {"<hr>", "----------\n", NULL},
    {"<a href='https://x.example/a'>a</a>", "a <https://x.example/a>\n", NULL},
    {"<a href='https://x.example/'>x.example</a>", "x.example\n", NULL},
    {"<a href='mailto:a@x.example'>A</a>", "A <a@x.example>\n", NULL},
    {"<a href='mailto:a@x.example?subject=x'>a@x.example</a>",
     "a@x.example <a@x.example?subject=x>\n", NULL},
    {"<a href='javascript:x()'>a</a> <a>b</a> <a href='#top'>c</a>", "a b c\n", NULL},
    {"<a href='https://x.example/a'></a>", "", NULL},
    {"<img src='cid:a%40b' alt='  logo '>", "[logo]\n", NULL},
    {"<img src='x.gif'>", "", NULL},
    {"<table border=1><tr><td>a<td>b</table>", "a | b\n", NULL},
    {"<table><tr><td>a<br>b<td>c</table>", "a\nb\nc\n", NULL},
    {"<blockquote>a</blockquote>", "> a\n", NULL},
    {"new<blockquote type=cite>old</blockquote>", "new\n\n> old\n", "> old"},
    {"new<hr><div id=divRplyFwdMsg>From: x</div>old", "new\n----------\nFrom: x\nold\n",
     "From: x\nold\n"},
    {"new<div class=gmail_quote>old</div>more", "new\nold\nmore\n", "old"},
    {"<div class=gmail_quote>a<div class=gmail_quote>b</div></div>c<div class=gmail_quote>d</div>",
     "a\nb\nc\nd\n", "a\nbd"},
    {"new<div id=appendonsend></div><hr><div id=divRplyFwdMsg>x</div>", "new\n----------\nx\n",
     "----------\nx\n"},
    {"a<div class=gmail_quote></div>b", "a\nb\n", NULL},
    {"<pre>a&#13;b&#x2028;c\n&#xfeff;d</pre>", "a\nb\nc\nd\n", NULL},
    {"<template>no</template><svg>no</svg>x", "x\n", NULL},
    {"<object data=x>else</object> <a href='tel:+311'>call</a>", "else call <+311>\n", NULL},
    {"<ol><li>a<li value=7>b<li>c</ol>", "1. a\n7. b\n8. c\n", NULL},
    {"&#5555555555;x", NULL, NULL},
    /* struck out: on each line, around words, not around spaces */
    {"keep <s>this</s> and <del> that </del>.", "keep ~~this~~ and ~~that~~ .\n", NULL},
    {"<strike>a</strike><s>b</s> <s> </s>c", "~~ab~~ c\n", NULL},
    {"<s><p>a</p><p>b <b>c</b></p></s>d", "~~a~~\n\n~~b c~~\n\nd\n", NULL},
    {"<ul style='text-decoration: line-through'><li>a<li>b</ul>", "- ~~a~~\n- ~~b~~\n", NULL},
    {"<pre>a <s>b\nc</s></pre>", "a ~~b~~\n~~c~~\n", NULL},
    {"<s><a href='https://x.example/a'>a</a></s> b", "~~a <https://x.example/a>~~ b\n", NULL},
    {"<s>a</s> <a href='https://x.example'>x.example</a>", "~~a~~ x.example\n", NULL},
    {"<s>a</s><blockquote type=cite>b <s>c</s></blockquote>", "~~a~~\n\n> b ~~c~~\n", "> b ~~c~~"},
    {"<table border=1><tr><td><s>a</s><td>b</table>", "~~a~~ | b\n", NULL},
    /* highlighted: only in quotations */
    {"<mark>a</mark><blockquote type=cite>b <mark>c</mark> "
     "<span style='background:rgb(255, 255, 0)'>d <s>e</s></span></blockquote>",
     "a\n\n> b ==c d== ~~==e==~~\n", "> b ==c d== ~~==e==~~"},
    {"he said <q>a <b>b</b></q>.", "he said \"a b\".\n", NULL},
    /* forms with their values */
    {"Name<input value='A B'>Age <input type=number value=9><input type=hidden value=x>",
     "Name A B Age 9\n", NULL},
    {"<input type=checkbox checked>a<input type=checkbox>b", "[x] a [ ] b\n", NULL},
    {"<input type=radio>a<input type=RADIO checked=checked>b<input type=submit value=Go>",
     "( ) a (x) b Go\n", NULL},
    {"<select><option>a<option selected>b</select>", "a\n(x) b\n", NULL},
    {"<textarea>a\n  b</textarea>", "a\n  b\n", NULL},
    /* something unclosed hides nothing */
    {"a<style>b <p>c</p>", "a\n\nb\n\nc\n", NULL},
    {"<head><title>a<p>b</p>", "a\n\nb\n", NULL},
    {"<script src=x />a <b>b</b>", "a b\n", NULL},
    {"a<!-- b <i>c</i><!-- d", "a\n\nb c\n\nd\n", NULL},
    {"<!-- a", "a\n", NULL},
    {"<script>x<!-- </script>a<!-- b --><style>c</style>", "a\n", NULL},
    {"a<style>b<script>c", "a\n\nb\n\nc\n", NULL},
    {"a <a href=\"x>b</a> c", "a\n\n<a href=\"x>b</a> c\n", NULL},
    {"<p>a</p></span></body></html> <b", "a\n\n<b\n", NULL},
    /* what programs show that do not know an element */
    {"a<canvas>b</canvas><noscript><p>c</p></noscript><noframes><p>d <b>e</b></p></noframes>f",
     "ab\n\nc\n\nd e\n\nf\n", NULL},
};

/* (transfer full) */
static char *
quotes_of(const HtmlText *text)
{
    GString *quoted = g_string_new(NULL);

    for (guint i = 0; i < text->quotes->len; i++) {
        const HtmlQuote *quote = &g_array_index(text->quotes, HtmlQuote, i);
        g_string_append_len(quoted, text->text + quote->begin, (gssize)(quote->end - quote->begin));
    }
    return g_string_free(quoted, FALSE);
}

static void
each_element_becomes_its_text(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(HtmlText) text = html_text_new(cases[i].html, strlen(cases[i].html), 10000);
        assert_true(g_utf8_validate(text->text, -1, NULL));
        if (cases[i].text == NULL)
            continue;
        assert_string_equal(text->text, cases[i].text);
        g_autofree char *quoted = quotes_of(text);
        assert_string_equal(quoted, cases[i].quoted == NULL ? "" : cases[i].quoted);
    }
}

static void
html_cut_anywhere_becomes_valid_text(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize length = 0; length < strlen(cases[i].html); length++) {
            g_autofree char *html = g_strndup(cases[i].html, length);
            g_autoptr(HtmlText) text = html_text_new(html, length, 10000);
            assert_true(g_utf8_validate(text->text, -1, NULL));
        }
    }
}

static void
content_ids_of_images_are_collected(void **state)
{
    static const char html[] = "<img src='cid:a%40b'><img src='CID:c%ZZ'><img src='http://x'>";
    g_autoptr(HtmlText) text = html_text_new(html, strlen(html), 1000);

    (void)state;
    assert_int_equal(g_hash_table_size(text->content_ids), 2);
    assert_true(g_hash_table_contains(text->content_ids, "a@b"));
    assert_true(g_hash_table_contains(text->content_ids, "c%ZZ"));
}

static void
length_and_depth_are_limited(void **state)
{
    g_autoptr(GString) html = g_string_new(NULL);
    for (guint i = 0; i < 1000; i++)
        g_string_append(html, "<p>0123456789</p>");
    g_autoptr(HtmlText) cut = html_text_new(html->str, html->len, 500);

    (void)state;
    assert_true(cut->is_cut);
    assert_true(strlen(cut->text) < 600);
    g_string_truncate(html, 0);
    for (guint i = 0; i < 5000; i++)
        g_string_append(html, "<b>");
    g_string_append(html, "x");
    g_autoptr(HtmlText) crude = html_text_new(html->str, html->len, 500);
    assert_true(crude->is_crude);
    assert_string_equal(crude->text, "x");
    g_string_truncate(html, 0);
    for (guint i = 0; i < 900; i++)
        g_string_append(html, "<div>");
    g_string_append(html, "deep<style>no</style><p>er</p>");
    g_autoptr(HtmlText) deep = html_text_new(html->str, html->len, 500);
    assert_string_equal(deep->text, "deeper\n");
    html_text_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_element_becomes_its_text),
        cmocka_unit_test(html_cut_anywhere_becomes_valid_text),
        cmocka_unit_test(content_ids_of_images_are_collected),
        cmocka_unit_test(length_and_depth_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
