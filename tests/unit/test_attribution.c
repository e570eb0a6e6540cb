/* test_attribution.c - lines that introduce a quotation, and sentences that do not. */
#include "parsers/reply/attribution.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *text; /* below it comes what `above` says */
    guint n_lines;
} Case;

/* Right above a quotation. */
static const Case above_quote[] = {
    {"On Mon, Mar 2, 2026 at 9:15 AM X <x@y.example> wrote:", 1},
    {"On Mon, Mar 2, 2026 at 9:15 AM A Very Long Name <\nx@y.example> wrote:", 2},
    {"On Monday\nX\nof\nthe desk\nwrote:", 5},
    {"X wrote:", 1},
    {"X <x@y.example> writes:", 1},
    {"2026-03-02 9:15 GMT+01:00 X <x@y.example>:", 1},
    {"2026/3/2 X <x@y.example>", 1},
    {"---- On Mon, 02 Mar 2026 09:15:00 X <x@y.example> wrote ----", 1},
    {"Dne 2. 3. 2026 v 9:15 X napsal:", 1},
    {"Ar Llun 2 Maw 2026 am 9:15 X <x@y.example>:", 1},
    {"\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6 X <x@y.example>:", 1},
    {"See the list:", 0},
    {"I asked x@y.example:", 0},
    {"On Monday we went home.", 0},
    {"", 0},
};

/* With text below. */
static const Case above_text[] = {
    {"On Mon, Mar 2, 2026 at 9:15 AM X <x@y.example> wrote:", 1},
    {"On Mon, Mar 2, 2026 at 9:15, X wrote:", 1},
    {"X <x@y.example> wrote:", 1},
    {"X wrote:", 0},
    {"On Monday my boss wrote:", 0},
    {"When: 2026-03-02 9:15 X <x@y.example>", 0},
    {"2026-03-02 9:15 error from <x@y.example>", 0},
    {"He overwrote: nothing", 0},
};

static void
check(const Case *cases, gsize n, const char *below)
{
    for (gsize i = 0; i < n; i++) {
        g_autofree char *text = g_strconcat(cases[i].text, "\n", below, NULL);
        g_autoptr(TextLines) lines = text_lines_new(text);
        assert_int_equal(attribution_match(lines, 0), cases[i].n_lines);
    }
}

static void
test_above_quote(void **state)
{
    (void)state;
    check(above_quote, G_N_ELEMENTS(above_quote), "\n> old\n");
}

static void
test_above_text(void **state)
{
    (void)state;
    check(above_text, G_N_ELEMENTS(above_text), "old\n");
}

static void
test_inside_quote(void **state)
{
    g_autoptr(TextLines) lines =
        text_lines_new("> On Mon, Mar 2, 2026 at 9:15 X <x@y.example>\n> wrote:\n>> old\n");

    (void)state;
    assert_int_equal(attribution_match(lines, 0), 2);
}

/* No line of any length costs more than it is worth. */
static void
test_long(void **state)
{
    g_autofree char *long_line = g_strnfill(5000, 'x');
    g_autofree char *text = g_strconcat("On ", long_line, " wrote:\n> old\n", NULL);
    g_autoptr(TextLines) lines = text_lines_new(text);

    (void)state;
    assert_int_equal(attribution_match(lines, 0), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_above_quote),
        cmocka_unit_test(test_above_text),
        cmocka_unit_test(test_inside_quote),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
