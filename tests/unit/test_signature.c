/* test_signature.c - where the signature below a text begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsers/reply/signature.h"

static guint
find(const char *text)
{
    g_autoptr(TextLines) lines = text_lines_new(text);

    return signature_find(lines, 0, text_lines_count(lines));
}

static void
test_places(void **state)
{
    static const struct {
        const char *text;
        guint line;
    } rows[] = {
        {"text\n-- \nname\n", 1},
        {"text\n--\nname\nphone\n", 1},
        {"text\n\nSent from my iPhone\n", 2},
        {"text\n-- \none\n-- \ntwo\n", 1},
        {"-- \nnothing above\n", 2},
        {"text\nmore\n", 2},
        {"text\n-- \nname\n> a quotation below is no signature\n", 4},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint line = find(rows[i].text);
        if (line != rows[i].line)
            fail_msg("row %zu: line %u, not %u", i, line, rows[i].line);
    }
}

static void
test_as_long_as_a_signature(void **state)
{
    GString *text = g_string_new("text\n-- \n");

    (void)state;
    for (int i = 0; i < 25; i++)
        g_string_append(text, "line\n");
    assert_int_equal(find(text->str), 1);
    g_string_append(text, "line\n");
    assert_int_equal(find(text->str), 28);
    g_string_free(text, TRUE);
}

/* A hundred thousand delimiters once took twenty seconds; some are cut, and it is over at once. */
static void
test_nothing_but_delimiters(void **state)
{
    GString *text = g_string_new(NULL);

    (void)state;
    for (int i = 0; i < 100000; i++)
        g_string_append(text, "-- \n");
    assert_true(find(text->str) < 100000);
    g_string_free(text, TRUE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_as_long_as_a_signature),
        cmocka_unit_test(test_nothing_but_delimiters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
