/* test_uuencoded.c - blocks in text, text that only looks like one, and blocks cut anywhere. */
#include "parsers/encoding/uuencoded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define BLOCK "begin 644 cat.txt\n#0V%T\n`\nend\n"

typedef struct {
    const char *text;
    const char *rest; /* NULL: no block */
    const char *name;
    const char *content;
} Case;

static const Case cases[] = {
    {BLOCK, "", "cat.txt", "Cat"},
    {"before\n" BLOCK "after\n", "before\nafter\n", "cat.txt", "Cat"},
    {"begin 0644 a b.txt \n#0V%T\nend", "", "a b.txt", "Cat"},
    {"begin 644 x\n#0V%T\n \nend\n", "", "x", "Cat"},
    {"begin-base64 644 c\nQ2F0\n====\nx\n", "x\n", "c", "Cat"},
    {"begin 644 x\nend\n", NULL, NULL, NULL},
    {"begin 644 x\n#0V%T\n", NULL, NULL, NULL},
    {"begin 9 x\n#0V%T\nend\n", NULL, NULL, NULL},
    {"begin 644\n#0V%T\nend\n", NULL, NULL, NULL},
    {"begin 644 x\n#0V%T and more than there should be\nend\n", NULL, NULL, NULL},
    {"begin 644 x\nlower case text\nend\n", NULL, NULL, NULL},
    {"begin-base64 644 c\nno base64!\n====\n", NULL, NULL, NULL},
    {"begin-base64 644 c\nQ2F0\n", NULL, NULL, NULL},
    {"We begin 644 things\n", NULL, NULL, NULL},
    {"", NULL, NULL, NULL},
};

static void
a_block_is_taken_out_of_its_text(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *rest = NULL;
        g_autoptr(GPtrArray) files = uuencoded_take(cases[i].text, &rest);
        assert_int_equal(files == NULL, cases[i].rest == NULL);
        if (files == NULL)
            continue;
        const UuencodedFile *file = g_ptr_array_index(files, 0);
        assert_string_equal(rest, cases[i].rest);
        assert_string_equal(file->name, cases[i].name);
        assert_string_equal(file->content->str, cases[i].content);
    }
}

static void
two_blocks_are_two_files(void **state)
{
    g_autofree char *rest = NULL;
    g_autoptr(GPtrArray) files = uuencoded_take(BLOCK "and\n" BLOCK, &rest);

    (void)state;
    assert_int_equal(files->len, 2);
    assert_string_equal(rest, "and\n");
}

static void
a_text_cut_anywhere_does_no_harm(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize length = 0; length < strlen(cases[i].text); length++) {
            g_autofree char *text = g_strndup(cases[i].text, length);
            g_autofree char *rest = NULL;
            g_autoptr(GPtrArray) files = uuencoded_take(text, &rest);
            assert_int_equal(files == NULL, rest == NULL);
        }
    }
}

/* Each try reads to the end of the text, so the number of tries is limited. */
static void
many_unfinished_blocks_stay_text(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *rest = NULL;

    (void)state;
    for (guint i = 0; i < 300; i++)
        g_string_append(text, "begin 644 x\n#0V%T\n");
    g_string_append(text, "end\n");
    g_autoptr(GPtrArray) files = uuencoded_take(text->str, &rest);
    assert_null(files);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_taken_out_of_its_text),
        cmocka_unit_test(two_blocks_are_two_files),
        cmocka_unit_test(a_text_cut_anywhere_does_no_harm),
        cmocka_unit_test(many_unfinished_blocks_stay_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
