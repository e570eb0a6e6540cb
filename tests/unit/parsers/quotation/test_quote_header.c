/* test_quote_header.c - the kinds of lines above quotations. */
#include "parsers/quotation/quote_header.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *text;
    QuoteHeader kind;
    guint n_lines;
} Case;

static const Case cases[] = {
    {"-----Original Message-----\nold", QUOTE_HEADER_BLOCK, 1},
    {"-----Original Message-----\nFrom: a\nSent: b\n", QUOTE_HEADER_BLOCK, 3},
    {"--- Urspr\xc3\xbcngliche Nachricht ---\n", QUOTE_HEADER_BLOCK, 1},
    {"Original Message\n", QUOTE_HEADER_NONE, 1},
    {"________________\nFrom: a\nSent: b\n", QUOTE_HEADER_BLOCK, 3},
    {"________________\ntext\n", QUOTE_HEADER_NONE, 1},
    {"________________\nOn 2026-03-02 9:15, X <x@y> wrote:\n> old\n", QUOTE_HEADER_ATTRIBUTION, 2},
    {"From: a\nSent: b\nTo: c\n", QUOTE_HEADER_BLOCK, 3},
    {"---------- Forwarded message ---------\nFrom: a\nDate: b\n", QUOTE_HEADER_FORWARD, 3},
    {"Begin forwarded message:\n", QUOTE_HEADER_FORWARD, 1},
    {"Begin forwarded message\n", QUOTE_HEADER_NONE, 1},
    {"---------- Forwarded by X ---------\n", QUOTE_HEADER_FORWARD, 1},
    {"##- Reply above this line -##\n", QUOTE_HEADER_MARKER, 1},
    {"## Bitte oberhalb dieser Zeile antworten ##\n", QUOTE_HEADER_MARKER, 1},
    {"Above this line there is nothing\n", QUOTE_HEADER_NONE, 1},
    {"X <x@y> wrote:\n> old\n", QUOTE_HEADER_ATTRIBUTION, 1},
    {"Just text\n", QUOTE_HEADER_NONE, 1},
};

static void
each_kind_of_quotation_header_is_recognised(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(TextLines) lines = text_lines_new(cases[i].text);
        QuoteHeaderMatch match = quote_header_match(lines, 0);
        assert_int_equal(match.kind, cases[i].kind);
        assert_int_equal(match.n_lines, cases[i].n_lines);
        assert_int_equal(match.begin, 0);
    }
}

static void
the_first_line_of_a_forward_is_recognised(void **state)
{
    (void)state;
    assert_true(quote_header_begins_forward("---------- Forwarded message --------- From: a"));
    assert_true(quote_header_begins_forward("Begin forwarded message: From: a"));
    assert_true(quote_header_begins_forward("-------- Weitergeleitete Nachricht --------"));
    assert_false(quote_header_begins_forward("Forwarded message of yesterday"));
    assert_false(quote_header_begins_forward("On Monday X wrote:"));
    assert_false(quote_header_begins_forward(""));
}

static void
a_rule_is_five_dashes_or_more(void **state)
{
    (void)state;
    assert_true(quote_header_is_rule("-----"));
    assert_true(quote_header_is_rule("_ _ _ _ _"));
    assert_true(
        quote_header_is_rule("\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80"));
    assert_false(quote_header_is_rule("----"));
    assert_false(quote_header_is_rule("----- x -----"));
    assert_false(quote_header_is_rule(""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_quotation_header_is_recognised),
        cmocka_unit_test(the_first_line_of_a_forward_is_recognised),
        cmocka_unit_test(a_rule_is_five_dashes_or_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
