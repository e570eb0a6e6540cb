/* test_header_block.c - From:, Sent:, To:, Subject: in any language. */
#include "parsers/quotation/header_block.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *text;
    guint min_others;
    guint n_lines;
} Case;

static const Case cases[] = {
    {"From: a\nSent: b\nTo: c\nSubject: d\n\nold\n", 2, 4},
    {"Von: a\nGesendet: b\nAn: c\nBetreff: d\n", 2, 4},
    {"De : a\nEnvoy\xc3\xa9 : b\n\xc3\x80 : c\nObjet : d\n", 2, 4},
    {"*From:* a\n*Sent:* b\n*To:* c\n", 2, 3},
    {"| From: a\n| Sent: b\n| To: c\n", 2, 3},
    {"\xe5\xb7\xae\xe5\x87\xba\xe4\xba\xba\xef\xbc\x9a"
     "a\n\xe4\xbb\xb6\xe5\x90\x8d\xef\xbc\x9a"
     "b\n\xe5\xae\x9b\xe5\x85\x88: c\n",
     2, 3},
    {"Sent: b\nFrom: a\nTo: c\n", 2, 3},
    {"From: a\nSent: b\nTo: c;\n d;\n e\nSubject: f\n", 2, 6},
    {"From: a\n\nSent: b\n\nTo: c\n", 2, 5},
    {"From: a\nImportance: high\nSent: b\nTo: c\n", 2, 4},
    {"From: a\nSubject: d\n", 1, 2},
    {"From: a\nSubject: d\n", 2, 0},
    {"Sent: b\nTo: c\nSubject: d\n", 2, 0},
    {"Hello\nFrom: a\nSent: b\nTo: c\n", 2, 0},
    {"From: a\n\n\nSent: b\nTo: c\n", 2, 0},
    {"From: a\nand\nthen\nsix\nlines\nof\ntext\nfollow\nSent: b\nTo: c\n", 2, 0},
    {"From: a\n> Sent: b\n> To: c\n", 2, 0},
    {"> From: a\n> Sent: b\n> To: c\n", 2, 3},
    {":\n", 0, 0},
};

static void
a_header_block_ends_where_its_fields_end(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(TextLines) lines = text_lines_new(cases[i].text);
        assert_int_equal(header_block_match(lines, 0, cases[i].min_others), cases[i].n_lines);
    }
}

static void
a_from_line_is_recognised_in_each_language(void **state)
{
    (void)state;
    assert_true(header_block_is_from("Van: x"));
    assert_true(header_block_is_from("Od: x"));
    assert_false(header_block_is_from("To: x"));
    assert_false(header_block_is_from("From x"));
    assert_false(header_block_is_from(
        "A very long name of a field that no program in the world would use: x"));
    assert_false(header_block_is_from("|from|: x"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_block_ends_where_its_fields_end),
        cmocka_unit_test(a_from_line_is_recognised_in_each_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
