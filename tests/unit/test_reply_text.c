/* test_reply_text.c - where an answer is cut, and where it is not; texts cut anywhere. */
#include "parsers/reply/reply_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ON "On Mon, Mar 2, 2026 at 9:15 AM X <x@y.example> wrote:\n"
#define BLOCK "From: X <x@y.example>\nSent: Monday\nTo: A\nSubject: s\n\n"
#define MARKER "##- Please type your reply above this line -##\n"

typedef struct {
    const char *text;
    const char *unquoted; /* what HTML leaves, or NULL */
    const char *reply;
    const char *quoted; /* NULL: no guess */
} Case;

static const Case cases[] = {
    {"new\n", NULL, "new", NULL},
    {"", NULL, "", NULL},
    {"new\n\n" ON "> old\n", NULL, "new", NULL},
    {"new\n\n" BLOCK "old\n", NULL, "new",
     "From: X <x@y.example>\nSent: Monday\nTo: A\nSubject: s\n\nold"},
    {"new\n\n> old\n", NULL, "new", "> old"},
    {"new\n\n" ON "old\n", NULL, "new", ON "old"},
    {ON "> old\n\nnew\n", NULL, "> old\n\nnew", NULL},
    {ON "> a\n\nb\n\n> c\n\nd\n", NULL, "> a\n\nb\n\n> c\n\nd", NULL},
    {ON "> old\n", NULL, ON "> old", NULL},
    {BLOCK "old\n", NULL, BLOCK "old", NULL},
    {"new\n-- \nme\n\n" ON "> old\n", NULL, "new", NULL},
    {"new\n\n" ON "> old\n-- \nme\n", NULL, "new", ON "> old\n-- \nme"},
    {"new\n\n" MARKER "old\n", NULL, "new", NULL},
    {"new\n\n" ON "> " MARKER "> old\n", NULL, "new", NULL},
    {"a\n" BLOCK "b\n" MARKER "old\n", NULL, "a\n" BLOCK "b", NULL},
    {MARKER "all below\n", NULL, MARKER "all below", NULL},
    {"##- never ends\nnew\n", NULL, "##- never ends\nnew", NULL},
    {"new\nodd header\nold\n", "new\n", "new", NULL},
    {"new\nodd header\nold\n", "  \n", "new\nodd header\nold", NULL},
    {"new\n\n" MARKER "odd\n", "new\n", "new", NULL},
    {"new\nodd\n" MARKER "old\n", "new\n", "new", NULL},
    {"new\nodd\n\n> see\n\nmore\n", "new\n", "new\nodd\n\n> see\n\nmore", NULL},
    {"new\n---------- Forwarded message ---------\nFrom: a\nTo: b\n\ntext\n", NULL,
     "new\n---------- Forwarded message ---------\nFrom: a\nTo: b\n\ntext", NULL},
    {"new\n\n" ON
     "> a quotation that some server wrapped into more lines than one\nline of it\n> here\n",
     NULL, "new", NULL},
};

static void
test_cuts(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(ReplyTextResult) result = {0};
        ReplyTextInput input = {.text = cases[i].text, .text_without_quote = cases[i].unquoted};
        g_autofree char *want = g_strchomp(g_strdup(cases[i].reply));
        reply_text_cut(&input, &result);
        assert_string_equal(result.reply_text, want);
        assert_int_equal(result.is_guess, cases[i].quoted != NULL);
        assert_int_equal(result.quoted_text != NULL, cases[i].quoted != NULL);
        if (cases[i].quoted != NULL)
            assert_string_equal(result.quoted_text, cases[i].quoted);
    }
}

static void
test_forward_keeps_all(void **state)
{
    g_auto(ReplyTextResult) result = {0};
    ReplyTextInput input = {.text = " new\n\n" ON "> old\n", .is_forward = TRUE};

    (void)state;
    reply_text_cut(&input, &result);
    assert_string_equal(result.reply_text, "new\n\n" ON "> old");
    assert_false(result.is_guess);
}

static void
test_own_marker(void **state)
{
    g_auto(ReplyTextResult) result = {0}, none = {0};
    ReplyTextInput input = {.text = "new\n=== cut here ===\nold\n", .marker = "=== cut here"};
    ReplyTextInput off = {.text = "new\n\n" MARKER "more\n", .marker = ""};

    (void)state;
    reply_text_cut(&input, &result);
    assert_string_equal(result.reply_text, "new");
    reply_text_cut(&off, &none);
    assert_string_equal(none.reply_text, "new");
    assert_false(none.is_guess);
}

/* Whatever is cut off: something is left, and it is part of the text. */
static void
test_cut_anywhere(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize length = 0; length <= strlen(cases[i].text); length++) {
            g_autofree char *text = g_strndup(cases[i].text, length);
            g_auto(ReplyTextResult) result = {0};
            ReplyTextInput input = {.text = text};
            reply_text_cut(&input, &result);
            assert_non_null(strstr(text, result.reply_text));
            g_strstrip(text);
            assert_int_equal(*result.reply_text == '\0', *text == '\0');
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_forward_keeps_all),
        cmocka_unit_test(test_own_marker),
        cmocka_unit_test(test_cut_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
