/* Signs in a quotation for emphasis in HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parsers/text/html_text.h"
#include "parsers/text/set_off.h"

#define QUOTE(html) "<blockquote type=cite>" html "</blockquote>"
#define MANY "many words that have nothing to say about the matter"

static void
what_somebody_set_off_in_a_quotation_is_marked(void **state)
{
    static const struct {
        const char *html, *text;
    } rows[] = {
        {"Do you want it: <b>yes</b> / no", "Do you want it: *yes* / no"},
        {"Do you want it: <font color=red>yes</font> / no", "Do you want it: *yes* / no"},
        {"Do you want it: <u>yes</u> / no", "Do you want it: *yes* / no"},
        {"Do you want it: <i>yes</i> / no", "Do you want it: *yes* / no"},
        {"Do you want it: <b><u><font color=red>yes</font></u></b>/no",
         "Do you want it: **yes**/no"},
        {"Do you want it: <font size=6>yes</font> / no", "Do you want it: *yes* / no"},
        {"Do you want it: <span style='font-size:20.0pt'>yes</span> / no",
         "Do you want it: *yes* / no"},
        {"Do you want it: <span style='color:#808080'>yes</span> / no",
         "Do you want it: *yes* / no"},
        {"Do you want it: <span style='color:#003300'>yes</span> / no",
         "Do you want it: *yes* / no"},
        {"Do you want it: <span style='color:hsl(0 100% 50%)'>yes</span> / no",
         "Do you want it: *yes* / no"},
        {"Do you want it: <span style='color:var(--red, red)'>yes</span> / no",
         "Do you want it: *yes* / no"},
        {"Do you want it: <span style='border:solid red 1pt'>yes</span> / no",
         "Do you want it: *yes* / no"},
        /* emphasis inside other emphasis */
        {"<b>red</b> <b style='color:red'>blue</b> " MANY, "*red* **blue** " MANY},
        {"<b>red</b> <b style='background:yellow'>blue</b> " MANY, "*red* ==*blue*== " MANY},
        /* a whole line, an item, a paragraph, a cell */
        {"Which?<br>A: red<br><b>B: blue</b>", "Which?\n> A: red\n> *B: blue*"},
        {"Which?<ul><li>red<li><b>blue</b></ul>", "Which?\n>\n> - red\n> - *blue*"},
        {"<p>Which?</p><p>red</p><p style='color:red'>blue</p>", "Which?\n>\n> red\n>\n> *blue*"},
        {"Which?<ul><li>red<li style='background:yellow'>blue</ul>",
         "Which?\n>\n> - red\n> - *blue*"},
        {"<p>Which?</p><p>red</p><p style='background:yellow'>blue</p>",
         "Which?\n>\n> red\n>\n> *blue*"},
        {"<div>Which?</div><div>red</div><div style='background:yellow'>blue</div>",
         "Which?\n> red\n> *blue*"},
        {"<table><tr><td>red<td bgcolor=yellow>blue</table>", "red | *blue*"},
        /* its pieces become one passage */
        {"Option <b>B </b><b><u>or</u></b> <span style='font-weight:bold'>C</span>",
         "Option *B* **or** *C*"},
        /* bold in coloured text, and coloured in bold text */
        {"<font color=blue>Which? <b>red</b> or blue</font>", "Which? *red* or blue"},
        {"<b>Which? <font color=red>red</font> or blue</b>", "Which? *red* or blue"},
        /* together with other signs */
        {"this <s><b>red</b></s> <b>blue</b>", "this ~~*red*~~ *blue*"},
        {MANY " <mark>red</mark> <mark><b>blue</b></mark>", MANY " ==red== ==*blue*=="},
        /* normal look, not somebody's choice: most of the quotation, links, labels of a header,
         * only signs */
        {"<b>Which? red or blue</b> or", "Which? red or blue or"},
        {"<font color=purple>Which? red or blue</font>", "Which? red or blue"},
        {"see <a href='https://x.example/a'><u><font color=blue>a</font></u></a> please",
         "see a <https://x.example/a> please"},
        {"<b>From:</b> " MANY "<br><b>Sent</b>: today<br><strong>\xd0\x9a\xd0\xbe\xd0\xbc\xd1\x83: "
         "</strong>Anna",
         "From: " MANY "\n> Sent: today\n> \xd0\x9a\xd0\xbe\xd0\xbc\xd1\x83: Anna"},
        {"<b class=gmail_sendername>Anna</b> wrote", "Anna wrote"},
        {MANY "<b>?</b>", MANY "?"},
        {MANY " <font color='#888888'>Anna</font>", MANY " Anna"},
        {MANY " <span style='color:rgb(33,33,33);background:#fff;font-size:11.0pt'>Anna</span>",
         MANY " Anna"},
        {"<div style='background:yellow;font-size:20px;color:gray'>Which? red or blue</div>",
         "Which? red or blue"},
        {"<div style='border:none;border-top:solid #E1E1E1 1.0pt'>Anna</div>" MANY,
         "Anna\n> " MANY},
        {"<span style='color:#1f497d'>Which?</span> red " MANY, "Which? red " MANY},
        /* but a label that is part of the text */
        {MANY "<br><b>Option B:</b> blue", MANY "\n> *Option B:* blue"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *html = g_strconcat("<blockquote type=cite>", rows[i].html, NULL);
        g_autoptr(HtmlText) text = html_text_new(html, strlen(html), 10000);
        g_autofree char *expected = g_strconcat("> ", rows[i].text, "\n", NULL);
        assert_string_equal(text->text, expected);
        assert_int_equal(text->has_marks, strpbrk(expected, "*~=") != NULL);
        assert_null(text->marked);
    }
}

static void
a_text_outside_of_quotations_stays_readable(void **state)
{
    static const char html[] =
        "<p>a <b>b</b> <s>c</s></p>" QUOTE("<p>d <b>e</b> f</p>") "<i>g</i>" MANY;
    g_autoptr(HtmlText) text = html_text_new(html, strlen(html), 10000);

    (void)state;
    assert_string_equal(text->text, "a b ~~c~~\n\n> d *e* f\n\ng" MANY "\n");
    assert_string_equal(text->marked, "a *b* ~~c~~\n\n> d *e* f\n\n*g*" MANY "\n");
    assert_true(text->has_marks);
}

static void
a_text_has_the_forms_in_which_it_may_be_quoted(void **state)
{
    static const char uniform[] = "<div style='color:blue'>Which? <b>red</b> or blue</div>";
    static const char both[] = "Which? <b><font color=red>red</font></b> or blue";
    g_autoptr(HtmlText) one = html_text_new(uniform, strlen(uniform), 10000);
    g_autoptr(HtmlText) other = html_text_new(both, strlen(both), 10000);

    (void)state;
    assert_string_equal(one->marked, "Which? *red* or blue\n\n*Which?* **red** *or blue*\n\n"
                                     "*Which?* *red* *or blue*\n");
    assert_string_equal(other->marked, "Which? **red** or blue\n\nWhich? *red* or blue\n");
}

static void
what_is_marked_as_quotation_stays_so(void **state)
{
    static const char html[] = "<s>a</s>" QUOTE("b <b>c</b>") "<s>d</s>" QUOTE("<b>e</b> f g");
    g_autoptr(HtmlText) text = html_text_new(html, strlen(html), 10000);
    g_autofree char *quoted = NULL;

    (void)state;
    assert_int_equal(text->quotes->len, 2);
    for (guint i = 0; i < 2; i++) {
        const HtmlQuote *quote = &g_array_index(text->quotes, HtmlQuote, i);
        quoted = g_strndup(text->text + quote->begin, quote->end - quote->begin);
        assert_string_equal(quoted, i == 0 ? "> b *c*" : "> *e* f g");
        g_clear_pointer(&quoted, g_free);
    }
}

static void
an_indented_passage_is_a_quotation_too(void **state)
{
    static const char html[] = "<blockquote>a <b>b</b></blockquote>c <b>d</b>";
    g_autoptr(HtmlText) text = html_text_new(html, strlen(html), 10000);

    (void)state;
    assert_string_equal(text->text, "> a *b*\n\nc d\n");
}

static void
text_without_emphasis_stays_as_it_is(void **state)
{
    g_autoptr(HtmlText) text = html_text_new("a", 1, 10000);
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, 1);

    (void)state;
    set_off_mark(text, none);
    assert_string_equal(text->text, "a\n");
    assert_false(text->has_marks);
    assert_null(text->marked);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_somebody_set_off_in_a_quotation_is_marked),
        cmocka_unit_test(a_text_outside_of_quotations_stays_readable),
        cmocka_unit_test(a_text_has_the_forms_in_which_it_may_be_quoted),
        cmocka_unit_test(what_is_marked_as_quotation_stays_so),
        cmocka_unit_test(an_indented_passage_is_a_quotation_too),
        cmocka_unit_test(text_without_emphasis_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
