/* test_reply_text.c - the new text of a mail, from its segments. */
#include "parsers/quotation/reply_text.h"

#include "tests/unit/segments_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ON "On Mon, Mar 2, 2026 at 9:15 AM X <x@y.example> wrote:\n"
#define BLOCK "From: X <x@y.example>\nSent: Monday\nTo: A\nSubject: s\n\n"

typedef struct {
    const char *text;
    const char *reply;
} Case;

static const Case cases[] = {
    {"new\n", "new"},
    {"", ""},
    {"\n \nnew  \n\n", "new"},
    {"new\n\n" ON "> old\n", "new"},
    {"new\n\n" BLOCK "old\n", "new"},
    {"new\n\n> old\n", "new"},
    {ON "> older\n>\n> old\n\nnew\n", "> old\n\nnew"},
    {ON "> a\n\nb\n\n> c\n\nd\n", "> a\n\nb\n\n> c\n\nd"},
    {ON "> a\n> b\n> c\n> d\n> e\n> f\ng\n", "> b\n> c\n> d\n> e\n> f\n\ng"},
    {ON "> old\n", ON "> old"},
    {"> old\n", "> old"},
    {"new\n-- \nme\n\n" ON "> old\n", "new"},
    {"new\n\n" ON "> old\n-- \nme\n", "new"},
};

static Letter *
letter_of(const char *text)
{
    Letter *letter = letter_new();

    g_free(letter->text);
    letter->text = g_strdup(text);
    segments_mark(&(SegmentsInput){.text = text}, letter);
    return letter;
}

static void
an_answer_keeps_the_lines_it_stands_below_and_no_other_quotation(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Letter) letter = letter_of(cases[i].text);
        g_autofree char *reply = reply_text_new(letter);
        assert_string_equal(reply, cases[i].reply);
    }
}

static void
a_text_cut_anywhere_leaves_something(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize length = 0; length <= strlen(cases[i].text); length++) {
            g_autofree char *text = g_strndup(cases[i].text, length);
            g_autoptr(Letter) letter = letter_of(text);
            g_autofree char *reply = reply_text_new(letter);
            g_strstrip(text);
            assert_int_equal(*reply == '\0', *text == '\0');
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_keeps_the_lines_it_stands_below_and_no_other_quotation),
        cmocka_unit_test(a_text_cut_anywhere_leaves_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
