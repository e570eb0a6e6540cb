/* test_text_lines.c - lines, their quote marks and their plain form. */
#include "parsers/text/text_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *line;
    guint depth;
    const char *plain;
} Case;

static const Case cases[] = {
    {"hello  world ", 0, "hello world"},
    {"> hello", 1, "hello"},
    {"> > hello", 2, "hello"},
    {">>hello", 2, "hello"},
    {"\xef\xbc\x9e wide", 1, "wide"},
    {"*From:* x", 0, "From: x"},
    {"\xe2\x80\x8e"
     "marked\xe2\x80\x8b",
     0, "marked"},
    {"a > b", 0, "a > b"},
    {"->", 0, "->"},
    {">", 1, ""},
    {"\t ", 0, ""},
    {"a\xc2\xa0 b", 0, "a b"},
};

static void
each_line_has_its_depth_and_plain_form(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(TextLines) lines = text_lines_new(cases[i].line);
        assert_int_equal(text_lines_count(lines), 1);
        assert_int_equal(text_lines_at(lines, 0)->quote_depth, cases[i].depth);
        assert_string_equal(text_lines_at(lines, 0)->plain, cases[i].plain);
        assert_int_equal(text_lines_is_blank(lines, 0), *cases[i].plain == '\0');
    }
}

static void
a_slice_leaves_out_blank_lines_around_it(void **state)
{
    g_autoptr(TextLines) lines = text_lines_new("\n\none\n\ntwo  \n\n> \n");

    (void)state;
    assert_int_equal(text_lines_count(lines), 7);
    assert_int_equal(text_lines_skip_blank(lines, 0), 2);
    assert_int_equal(text_lines_skip_blank(lines, 5), 7);
    g_autofree char *all = text_lines_slice(lines, 0, 7);
    assert_string_equal(all, "one\n\ntwo");
    g_autofree char *none = text_lines_slice(lines, 5, 7);
    assert_string_equal(none, "");
    g_autoptr(TextLines) empty = text_lines_new("");
    assert_int_equal(text_lines_count(empty), 0);
    g_autofree char *nothing = text_lines_slice(empty, 0, 0);
    assert_string_equal(nothing, "");
}

/* The plain form of a line is limited in length, the line itself is not. */
static void
the_plain_form_of_a_long_line_is_cut(void **state)
{
    g_autofree char *text = g_strnfill(5000, 'x');
    g_autoptr(TextLines) lines = text_lines_new(text);
    g_autofree char *slice = text_lines_slice(lines, 0, 1);

    (void)state;
    assert_int_equal(strlen(text_lines_at(lines, 0)->plain), 1000);
    assert_string_equal(slice, text);
}

static void
an_octet_of_the_plain_form_is_found_in_the_text(void **state)
{
    static const char text[] = "one\n> *a*  b\xe2\x80\x8b c\n";
    g_autoptr(TextLines) lines = text_lines_new(text);

    (void)state;
    assert_string_equal(text_lines_at(lines, 1)->plain, "a b c");
    assert_int_equal(text_lines_offset(lines, 1, 0), 4);
    assert_string_equal(text + text_lines_offset(lines, 1, 2), "b\xe2\x80\x8b c\n");
    assert_string_equal(text + text_lines_offset(lines, 1, 4), "c\n");
    assert_string_equal(text + text_lines_offset(lines, 1, 5), "\n");
}

static void
the_line_of_an_octet_is_found(void **state)
{
    g_autoptr(TextLines) lines = text_lines_new("a\n\nbc");

    (void)state;
    assert_int_equal(text_lines_find(lines, 0), 0);
    assert_int_equal(text_lines_find(lines, 1), 0);
    assert_int_equal(text_lines_find(lines, 2), 1);
    assert_int_equal(text_lines_find(lines, 4), 2);
    assert_int_equal(text_lines_find(lines, 99), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_has_its_depth_and_plain_form),
        cmocka_unit_test(a_slice_leaves_out_blank_lines_around_it),
        cmocka_unit_test(the_plain_form_of_a_long_line_is_cut),
        cmocka_unit_test(an_octet_of_the_plain_form_is_found_in_the_text),
        cmocka_unit_test(the_line_of_an_octet_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
