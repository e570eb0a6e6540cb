/* test_text_layout.c - breaks, blank lines, prefixes, rows. */
#include "parsers/text/text_layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
words_flow_into_paragraphs(void **state)
{
    g_autoptr(TextLayout) layout = text_layout_new(1000);

    (void)state;
    text_layout_break(layout, TRUE);
    text_layout_flow(layout, "  one\n  two ");
    text_layout_flow(layout, " three");
    text_layout_append(layout, "!");
    text_layout_break(layout, FALSE);
    text_layout_break(layout, FALSE);
    text_layout_flow(layout, "four");
    text_layout_break(layout, TRUE);
    text_layout_break(layout, TRUE);
    text_layout_break(layout, TRUE);
    text_layout_flow(layout, "five\xe2\x80\x8b\xc2\xad\x07");
    text_layout_blank(layout);
    text_layout_flow(layout, "six");
    assert_true(text_layout_length(layout) > 0);
    assert_string_equal(text_layout_text_from(layout, text_layout_length(layout) - 3), "six");
    assert_string_equal(text_layout_text_from(layout, 5000), "");
    g_autofree char *text = text_layout_finish(layout);
    assert_string_equal(text, "one two three!\nfour\n\nfive\n\nsix\n");
    g_autofree char *empty = text_layout_finish(layout);
    assert_string_equal(empty, "");
}

static void
prefixes_begin_the_lines_they_cover(void **state)
{
    g_autoptr(TextLayout) layout = text_layout_new(1000);

    (void)state;
    text_layout_flow(layout, "says:");
    text_layout_blank(layout);
    text_layout_push(layout, "> ", NULL);
    text_layout_flow(layout, "one");
    text_layout_blank(layout);
    text_layout_flow(layout, "two");
    text_layout_break(layout, FALSE);
    text_layout_push(layout, "  ", "- ");
    text_layout_flow(layout, "item");
    text_layout_break(layout, FALSE);
    text_layout_flow(layout, "more");
    text_layout_pop(layout);
    text_layout_pop(layout);
    text_layout_blank(layout);
    text_layout_flow(layout, "end");
    g_autofree char *text = text_layout_finish(layout);
    assert_string_equal(text, "says:\n\n> one\n>\n> two\n> - item\n>   more\n\nend\n");
}

static void
cells_of_a_row_share_a_line(void **state)
{
    g_autoptr(TextLayout) layout = text_layout_new(1000);

    (void)state;
    text_layout_open_row(layout);
    text_layout_flow(layout, "a");
    text_layout_break(layout, FALSE);
    text_layout_blank(layout);
    text_layout_flow(layout, "b");
    text_layout_next_cell(layout, FALSE);
    text_layout_next_cell(layout, FALSE);
    text_layout_flow(layout, "c");
    text_layout_close_row(layout);
    text_layout_open_row(layout);
    text_layout_next_cell(layout, TRUE);
    text_layout_next_cell(layout, TRUE);
    text_layout_flow(layout, "d");
    text_layout_close_row(layout);
    text_layout_flow(layout, "after");
    g_autofree char *text = text_layout_finish(layout);
    assert_string_equal(text, "a b | c\n |  | d\nafter\n");
}

static void
verbatim_text_keeps_its_blanks(void **state)
{
    g_autoptr(TextLayout) layout = text_layout_new(1000);

    (void)state;
    text_layout_verbatim(layout, "a  b\r\n\n\n  c  \n");
    text_layout_flow(layout, "d");
    g_autofree char *text = text_layout_finish(layout);
    assert_string_equal(text, "a  b\n\n\n  c\nd\n");
}

static void
text_and_prefixes_are_limited(void **state)
{
    g_autoptr(TextLayout) layout = text_layout_new(10);
    g_autofree char *prefix = g_strnfill(150, '>');

    (void)state;
    text_layout_flow(layout, "0123456789abcdef");
    assert_true(text_layout_is_full(layout));
    text_layout_append(layout, "no");
    text_layout_verbatim(layout, "no");
    g_autofree char *text = text_layout_finish(layout);
    assert_string_equal(text, "0123456789\n");
    /* prefixes do not grow without limit */
    g_autoptr(TextLayout) deep = text_layout_new(5000);
    for (guint i = 0; i < 10; i++)
        text_layout_push(deep, prefix, NULL);
    text_layout_flow(deep, "x");
    assert_true(text_layout_length(deep) <= 310);
    text_layout_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_flow_into_paragraphs),
        cmocka_unit_test(prefixes_begin_the_lines_they_cover),
        cmocka_unit_test(cells_of_a_row_share_a_line),
        cmocka_unit_test(verbatim_text_keeps_its_blanks),
        cmocka_unit_test(text_and_prefixes_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
