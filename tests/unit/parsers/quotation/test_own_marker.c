/* test_own_marker.c - our marker line in a reply, and similar lines of other systems. */
#include "parsers/quotation/own_marker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define MARKER "##- Please type your reply above this line -##\n"

#define BLOCK "From: x\nSent: y\nTo: z\n\n"
#define ATTRIBUTION "On 2026-03-02 9:15, X <x@y.example> wrote:\n"
#define HEADLINE_LINE "Ticket INC0001: we have received your message, and somebody\n"
#define HEADLINE HEADLINE_LINE "will read it.\n\n"

typedef struct {
    const char *text;
    guint from; /* 99: no marker */
    guint to;
    guint introduction;
} Case;

static const Case cases[] = {
    {"It works.\n\n" MARKER "old\n", 2, 3, 1},
    {"It works.\n\nFrom: x\nSent: y\nTo: z\n\n" MARKER, 6, 7, 1},
    {"Yes\n\n> " MARKER "> old\n", 2, 3, 1},
    {"Yes\n> ##- Please type your\n> reply above -##\n", 1, 3, 1},
    {"Yes\n\n" MARKER, 99, 0, 0},
    {"Partner & Sons GmbH\n" MARKER, 99, 0, 0},
    {"[logo]\n" MARKER, 99, 0, 0},
    {"-----\n" MARKER, 99, 0, 0},
    {MARKER "The partner answers.\nOn 2026-03-02 9:15, X <x@y.example> wrote:\n> " MARKER, 3, 4, 2},
    {"Yes, please.\n" MARKER, 1, 2, 1},
    {"\xe3\x81\xaf\xe3\x81\x84\n" MARKER, 1, 2, 1},
    {"Room 312\n" MARKER, 1, 2, 1},
    /* with the headline of our mail above it */
    {"It works.\n\n" BLOCK HEADLINE MARKER "old\n", 9, 10, 1},
    {"It works.\n" ATTRIBUTION "\n" HEADLINE MARKER, 6, 7, 1},
    {"It works.\n\n> " HEADLINE_LINE "> " MARKER, 3, 4, 1},
    {"It works.\n\n" HEADLINE MARKER, 5, 6, 4},
    {"It works.\n" ATTRIBUTION "a 1234.\nb.\nc.\nd.\ne.\n\n" MARKER, 8, 9, 7},
    {"It works.\n" ATTRIBUTION "In room 312.\n\n" MARKER, 4, 5, 3},
    {ATTRIBUTION "Answered below it.\n\n" MARKER "old\n", 3, 4, 2},
    {"It works. " MARKER, 0, 1, 0},
    {"It works.\n##- no end\n", 99, 0, 0},
    {"", 99, 0, 0},
};

static void
a_marker_counts_where_something_was_written_above_it(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(TextLines) lines = text_lines_new(cases[i].text);
        g_autofree LineInfo *info = line_kinds_new(lines);
        OwnMarker marker = {.from = 99};
        gboolean is_found = own_marker_find(lines, info, NULL, &marker);
        if (is_found != (cases[i].from != 99) || marker.from != cases[i].from)
            fail_msg("%s: line %u, not %u", cases[i].text, marker.from, cases[i].from);
        assert_int_equal(marker.to, cases[i].to);
        assert_int_equal(marker.introduction, cases[i].introduction);
    }
}

static void
words_around_the_marker_are_not_of_it(void **state)
{
    g_autoptr(TextLines) lines = text_lines_new("It works. ##- above -## and more\n");
    g_autofree LineInfo *info = line_kinds_new(lines);
    OwnMarker marker = {0};

    (void)state;
    assert_true(own_marker_find(lines, info, NULL, &marker));
    assert_int_equal(marker.begin, strlen("It works. "));
    assert_false(marker.is_alone);
}

static void
a_marker_of_other_words_is_looked_for_alone(void **state)
{
    g_autoptr(TextLines) lines = text_lines_new("It works.\n" MARKER "=== cut ===\n");
    g_autofree LineInfo *info = line_kinds_new(lines);
    OwnMarker marker = {0};

    (void)state;
    assert_true(own_marker_find(lines, info, "=== cut", &marker));
    assert_int_equal(marker.from, 2);
    assert_false(own_marker_find(lines, info, "", &marker));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_marker_counts_where_something_was_written_above_it),
        cmocka_unit_test(words_around_the_marker_are_not_of_it),
        cmocka_unit_test(a_marker_of_other_words_is_looked_for_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
