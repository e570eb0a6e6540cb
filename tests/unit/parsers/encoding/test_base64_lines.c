/* test_base64_lines.c - which Base64 is copied without its line ends, and which has to be decoded.
 */
#include "parsers/encoding/base64_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *in;
    const char *out; /* NULL: refused */
} Case;

static const Case cases[] = {
    {"aGVsbG8=", "aGVsbG8="},
    {"aGVs\nbG8=\n", "aGVsbG8="},
    {"aGVs\r\nbG8=\r\n\r\n", "aGVsbG8="},
    {"aGVs\nbA=\n=\n", "aGVsbA=="},
    {"aGVsbG8h", "aGVsbG8h"},
    {"+/+/", "+/+/"},
    {"", NULL},
    {"\n\n", NULL},
    {"====", NULL},
    {"aGVsbG8", NULL},
    {"aGVsbG9=", NULL}, /* stray bits */
    {"aGVsbR==", NULL}, /* stray bits */
    {"aGVs bG8=", NULL},
    {"aGVs!G8=", NULL},
    {"aG=sbG8=", NULL},
    {"aGVsbA==bG8=", NULL},
    {"aGVsbA==\naGVs", NULL},
    {"a===", NULL},
    {"aGVs\xc3\xa9", NULL},
};

/* The text in pieces of `step` octets; NULL if it is refused. */
static char *
copy_in_pieces(const char *in, gsize step)
{
    Base64Lines lines = {0};
    gsize length = strlen(in), used = 0;
    char *out = g_malloc0(length + 1);

    for (gsize at = 0; at < length; at += step) {
        gsize written = 0;
        if (!base64_lines_copy(&lines, in + at, MIN(step, length - at), out + used, &written)) {
            g_free(out);
            return NULL;
        }
        used += written;
    }
    if (!base64_lines_is_complete(&lines))
        g_clear_pointer(&out, g_free);
    return out;
}

static void
only_regular_base64_passes(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *out = copy_in_pieces(cases[i].in, strlen(cases[i].in) + 1);
        assert_int_equal(out == NULL, cases[i].out == NULL);
        if (out != NULL)
            assert_string_equal(out, cases[i].out);
    }
}

/* Wherever it is cut, the result is the same. */
static void
pieces_of_any_size_give_the_same_result(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize step = 1; step <= strlen(cases[i].in); step++) {
            g_autofree char *out = copy_in_pieces(cases[i].in, step);
            if (out != NULL && cases[i].out != NULL)
                assert_string_equal(out, cases[i].out);
        }
    }
}

/* Lines that are longer than a block of the fast loop, with an error at every position. */
static void
a_fault_at_any_place_of_a_long_line_is_seen(void **state)
{
    char line[101];

    (void)state;
    for (gsize bad = 0; bad <= 100; bad++) {
        memset(line, 'A', 100);
        line[100] = '\0';
        if (bad < 100)
            line[bad] = '-';
        g_autofree char *out = copy_in_pieces(line, 200);
        assert_int_equal(out != NULL, bad == 100);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_regular_base64_passes),
        cmocka_unit_test(pieces_of_any_size_give_the_same_result),
        cmocka_unit_test(a_fault_at_any_place_of_a_long_line_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
