/* Texts that only differ in what a list added below. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/intake/text_end.h"

/* (transfer full) */
static char **
marks_of(const char *text, gboolean is_list)
{
    g_autoptr(GString) line = g_string_new(NULL);
    text_end_put_marks(line, text, is_list);
    return g_strsplit(line->str + 1, " ", -1);
}

static gboolean
is_same(const char *one, gboolean is_one_list, const char *other, gboolean is_other_list)
{
    g_auto(GStrv) marks = marks_of(one, is_one_list);
    g_auto(GStrv) others = marks_of(other, is_other_list);
    return text_end_is_same((const char *const *)marks, (const char *const *)others);
}

#define LIST_END "____________\nannounce mailing list\nannounce@lists.example\n"
#define OTHER_END "-- \nTo leave: https://lists.example/leave\n"

static void
only_a_lists_end_makes_no_difference(void **state)
{
    (void)state;
    static const struct {
        const char *one, *other;
        gboolean is_one_list, is_other_list, is_same;
    } rows[] = {
        {"Hello\n", "Hello\n", FALSE, FALSE, TRUE},
        {"Hello \n\nyou\n", "Hello\nyou", FALSE, FALSE, TRUE},
        {"Hello\n", "Hullo\n", TRUE, TRUE, FALSE},
        {"Hello\n", "Hello\n" LIST_END, FALSE, TRUE, TRUE},
        {"Hello\n" LIST_END, "Hello\n", TRUE, FALSE, TRUE},
        {"Hello\n" LIST_END, "Hello\n\n" OTHER_END, TRUE, TRUE, TRUE},
        {"Hello\n\nmail list@lists.example to leave", "Hello\n", TRUE, FALSE, TRUE},
        /* no header field says that a list sent this */
        {"Hello\n", "Hello\n" LIST_END, FALSE, FALSE, FALSE},
        {"Hello\n", "Hello\n" LIST_END, TRUE, FALSE, FALSE},
        /* not what lists add */
        {"Port\n\none is down\n", "Port\n\ntwo is down\n", TRUE, TRUE, FALSE},
        {"Hello\n", "Hello\nmore@lists.example\n", TRUE, TRUE, FALSE},
        {LIST_END, OTHER_END, TRUE, TRUE, FALSE},
        {"", "Hello\n", TRUE, TRUE, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (is_same(rows[i].one, rows[i].is_one_list, rows[i].other, rows[i].is_other_list) !=
            rows[i].is_same)
            fail_msg("row %u", i);
}

static void
a_long_end_is_no_lists(void **state)
{
    (void)state;
    g_autofree char *more = g_strnfill(2000, 'x');
    g_autofree char *text = g_strconcat("Hello\n-----\n", more, NULL);
    assert_false(is_same("Hello\n", FALSE, text, TRUE));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_lists_end_makes_no_difference),
        cmocka_unit_test(a_long_end_is_no_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
