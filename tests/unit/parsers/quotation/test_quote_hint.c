/* test_quote_hint.c - finds quotations of the HTML part in the plain text. */
#include "parsers/quotation/quote_hint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *html;
    const char *plain;
    const char *hint; /* the passage of plain; NULL: none */
} Case;

#define OLD "the older mail is long enough to be told from all else, and some more"

static const Case cases[] = {
    {"new<div class=gmail_quote>" OLD "</div>",
     "new\n\n* the older mail is long\nenough to be told from "
     "all else, and some more\n",
     "* the older mail is long\nenough to be told from all else, and "
     "some more\n"},
    {"new<div class=gmail_quote>" OLD "</div>and below", "new\n\n" OLD "\n\nand below\n", OLD},
    {"new<div id=divRplyFwdMsg>From: x</div>" OLD, "new\n\nFrom: x\n" OLD "\n",
     "From: x\n" OLD "\n"},
    {"new<div class=gmail_quote>" OLD "</div>", "new\n\nother words\n", "other words\n"},
    {"html<div class=gmail_quote>" OLD "</div>", "plain\n\nother words\n", NULL},
    {"html<div class=gmail_quote>ok</div>end", "plain\nok\nend\n", NULL},
    {"new<div class=gmail_quote>" OLD "</div>", "new. " OLD, OLD},
    {"new<p>" OLD "</p>", "new\n" OLD, NULL},
    {"new<div class=gmail_quote>" OLD "</div>", "", NULL},
};

static void
a_marked_passage_is_found_by_its_letters(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(HtmlText) html = html_text_new(cases[i].html, strlen(cases[i].html), 10000);
        g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(QuotedRange));
        g_autofree char *text = g_strconcat("above\n\n", cases[i].plain, NULL);
        quote_hint_add(text, strlen("above\n\n"), html, ranges);
        assert_int_equal(ranges->len, cases[i].hint == NULL ? 0 : 1);
        if (cases[i].hint == NULL)
            continue;
        const QuotedRange *range = &g_array_index(ranges, QuotedRange, 0);
        g_autofree char *hint = g_strndup(text + range->begin, range->end - range->begin);
        assert_true(range->is_hint);
        assert_string_equal(hint, cases[i].hint);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_marked_passage_is_found_by_its_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
