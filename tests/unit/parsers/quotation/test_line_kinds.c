/* test_line_kinds.c - the kind of each line of a text. */
#include "parsers/quotation/line_kinds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ON "On Mon, Mar 2, 2026 at 9:15 AM X\n<x@y.example> wrote:\n"
#define BLOCK "From: X\nSent: Monday\nTo: A\n"

static void
each_line_has_its_kind(void **state)
{
    static const struct {
        const char *text;
        const char *kinds; /* blank _, text, quote, attribution, block, marker, forward */
    } cases[] = {
        {"a\n\n> b\n>\n", "t_qq"},
        {"a\n" ON "> b\n", "taaq"},
        {"a\n\n" BLOCK "b\n", "t_bbbt"},
        {"a\nPlease reply above this line\n", "tm"},
        {"---------- Forwarded message ---------\nb\n", "ft"},
        {"> a line of a quotation that a server wrapped in the middle of it,\nas here\n> b\n",
         "qqq"},
        {"> short\nas here\n> b\n", "qtq"},
        {"", ""},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(TextLines) lines = text_lines_new(cases[i].text);
        g_autofree LineInfo *info = line_kinds_new(lines);
        g_autoptr(GString) kinds = g_string_new(NULL);
        for (guint k = 0; k < text_lines_count(lines); k++)
            g_string_append_c(kinds, "_tqabmf"[info[k].kind]);
        assert_string_equal(kinds->str, cases[i].kinds);
    }
}

static void
an_attribution_begins_behind_other_words(void **state)
{
    static const char text[] = "Thanks a lot. " ON "> old\n";
    g_autoptr(TextLines) lines = text_lines_new(text);
    g_autofree LineInfo *info = line_kinds_new(lines);

    (void)state;
    assert_int_equal(info[0].kind, LINE_ATTRIBUTION);
    assert_int_equal(info[0].begin, strlen("Thanks a lot. "));
    assert_int_equal(info[1].begin, text_lines_at(lines, 1)->begin);
}

static void
lines_are_found_by_kind(void **state)
{
    g_autoptr(TextLines) lines = text_lines_new("a\n\n> b\n");
    g_autofree LineInfo *info = line_kinds_new(lines);

    (void)state;
    assert_int_equal(line_kinds_find(info, 0, 3, LINE_BIT(LINE_QUOTE)), 2);
    assert_int_equal(line_kinds_find(info, 0, 2, LINE_BIT(LINE_QUOTE)), 2);
    assert_int_equal(line_kinds_find(info, 0, 3, ~LINE_BIT(LINE_TEXT)), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_has_its_kind),
        cmocka_unit_test(an_attribution_begins_behind_other_words),
        cmocka_unit_test(lines_are_found_by_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
