/* test_attribution.c - lines that introduce a quotation, and sentences that do not. */
#include "parsers/quotation/attribution.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *text; /* the text below it is that of `above` */
    guint n_lines;
} Case;

/* Directly above a quotation. */
static const Case above_quote[] = {
    {"On Mon, Mar 2, 2026 at 9:15 AM X <x@y.example> wrote:", 1},
    {"On Mon, Mar 2, 2026 at 9:15 AM A Very Long Name <\nx@y.example> wrote:", 2},
    {"On Monday\nX\nof\nThe Desk\nwrote:", 5},
    /* a number above it, without a blank line */
    {"4711\nAm Mo., 23. Nov. 2026 um 17:07 Uhr schrieb X <x@y.example>:", 0},
    {"4711\nOn Mon, Mar 2, 2026 at 9:15 AM X <x@y.example> wrote:", 0},
    {"4711\n2026-03-02 9:15 GMT+01:00 X <x@y.example>:", 0},
    {"X wrote:", 1},
    {"X <x@y.example> writes:", 1},
    {"2026-03-02 9:15 GMT+01:00 X <x@y.example>:", 1},
    {"2026/3/2 X <x@y.example>", 1},
    {"---- On Mon, 02 Mar 2026 09:15:00 X <x@y.example> wrote ----", 1},
    {"Dne 2. 3. 2026 v 9:15 X napsal:", 1},
    {"Ar Llun 2 Maw 2026 am 9:15 X <x@y.example>:", 1},
    {"\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6 X <x@y.example>:", 1},
    {"support desk <x@y.example> wrote:", 1},
    {"Quoting X <x@y.example>:", 1},
    {"The manual says, on page 4, what the vendor wrote:", 0},
    {"On page 4 the vendor of it wrote:", 0},
    {"I asked x@y.example on Monday and he wrote:", 0},
    {"On 2026-03-02 at 9:15 I called x@y.example and he then wrote:", 0},
    {"My colleague wrote:", 0},
    {"Mein Kollege schrieb:", 1},
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
    gsize begin = 0;

    for (gsize i = 0; i < n; i++) {
        g_autofree char *text = g_strconcat(cases[i].text, "\n", below, NULL);
        g_autoptr(TextLines) lines = text_lines_new(text);
        if (attribution_match(lines, 0, &begin) != cases[i].n_lines)
            fail_msg("%s: not %u lines", cases[i].text, cases[i].n_lines);
    }
}

static void
an_attribution_is_found_above_quoted_lines(void **state)
{
    (void)state;
    check(above_quote, G_N_ELEMENTS(above_quote), "\n> old\n");
}

static void
an_attribution_is_found_above_unquoted_text(void **state)
{
    (void)state;
    check(above_text, G_N_ELEMENTS(above_text), "old\n");
}

typedef struct {
    const char *before;
    const char *attribution;
} SplitCase;

static const SplitCase splits[] = {
    {"You may close it. ", "On Wed, Apr 4, 2025 at 3:59 PM, X <x@y.example> wrote:"},
    {"You *may* close it  ", "On Wed, Apr 4, 2025 at 3:59 PM, X <x@y.example> wrote:"},
    {"Das war es! ", "Am 02.03.2026 um 09:15 schrieb X <x@y.example>:"},
    {"Am Server liegt es nicht. ", "Am Mo. 2. M\xc3\xa4rz 2026 um 09:15 schrieb X <x@y.example>:"},
    {"Sluit maar. ", "Op ma 2 mrt. 2026 om 09:15 schreef X <x@y.example>:"},
    {"Merci. ", "Le lun. 2 mars 2026 \xc3\xa0 09:15, X <x@y.example> a \xc3\xa9"
                "crit :"},
    {"Gracias. ", "El lun, 2 mar 2026 a las 9:15, X (<x@y.example>) escribi\xc3\xb3:"},
    {"Grazie. ", "Il giorno lun 2 mar 2026 alle ore 09:15 X <x@y.example> ha scritto:"},
    {"Thanks a lot. ", "2026-03-02 9:15 GMT+01:00 X <x@y.example>:"},
    {"Yes! ", "X <x@y.example> wrote:"},
    {"", "On Mon, Mar. 2, 2026 at 9:15 a.m. J. P. X <x@y.example> wrote:"},
    {"", "Monday, Mar. 2, 2026 9:15 X <x@y.example> wrote:"},
    {"", "Den man. 2. mar. 2026 kl. 09.15 skrev Den Norske X <x@y.example>:"},
    {"", "At 09:15 AM 3/2/2026, X wrote:"},
    {"", "Dr. X <x@y.example> wrote:"},
};

static void
words_before_an_attribution_are_not_of_it(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(splits); i++) {
        g_autofree char *text =
            g_strconcat("first\n", splits[i].before, splits[i].attribution, "\n\n> old\n", NULL);
        g_autoptr(TextLines) lines = text_lines_new(text);
        gsize begin = 0;
        assert_int_equal(attribution_match(lines, 1, &begin), 1);
        assert_string_equal(text + begin, strstr(text, splits[i].attribution));
    }
}

static void
an_attribution_is_found_inside_a_quotation(void **state)
{
    g_autoptr(TextLines) lines =
        text_lines_new("> On Mon, Mar 2, 2026 at 9:15 X <x@y.example>\n> wrote:\n>> old\n");
    gsize begin = 0;

    (void)state;
    assert_int_equal(attribution_match(lines, 0, &begin), 2);
}

/* Long lines do not take disproportionate time. */
static void
a_very_long_line_is_no_attribution(void **state)
{
    g_autofree char *long_line = g_strnfill(5000, 'x');
    g_autofree char *text = g_strconcat("On ", long_line, " wrote:\n> old\n", NULL);
    g_autoptr(TextLines) lines = text_lines_new(text);
    gsize begin = 0;

    (void)state;
    assert_int_equal(attribution_match(lines, 0, &begin), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attribution_is_found_above_quoted_lines),
        cmocka_unit_test(an_attribution_is_found_above_unquoted_text),
        cmocka_unit_test(words_before_an_attribution_are_not_of_it),
        cmocka_unit_test(an_attribution_is_found_inside_a_quotation),
        cmocka_unit_test(a_very_long_line_is_no_attribution),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
