/* Untrusted text on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/commands/terminal.h"

static void
nothing_but_text_is_left(void **state)
{
    (void)state;
    static const struct {
        const char *text, *clean, *clean_lines;
    } rows[] = {
        {"plain", "plain", "plain"},
        {"a\x1b[31mb", "a?[31mb", "a?[31mb"},
        {"a\nb\tc", "a b c", "a\nb\tc"},
        {"a\r\nb", "a? b", "a\nb"},
        {"\xff", "?", "?"},
        {"\xc2\x9b"
         "31m",
         "?31m", "?31m"}, /* the one-octet escape sequence of ISO 6429 */
        {"\xe2\x80\xae"
         "abc",
         "?abc", "?abc"}, /* right-to-left override */
        {"d\xc3\xa9j\xc3\xa0", "d\xc3\xa9j\xc3\xa0", "d\xc3\xa9j\xc3\xa0"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *clean = terminal_clean(rows[i].text);
        g_autofree char *lines = terminal_clean_lines(rows[i].text);
        assert_string_equal(clean, rows[i].clean);
        assert_string_equal(lines, rows[i].clean_lines);
    }
}

static void
cells_have_exactly_their_width(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        guint columns;
        const char *fitted;
    } rows[] = {
        {"abc", 5, "abc  "},
        {"abcde", 5, "abcde"},
        {"abcdef", 5, "abcd\xe2\x80\xa6"},
        {"", 2, "  "},
        {"\xe6\x97\xa5\xe6\x9c\xac", 4, "\xe6\x97\xa5\xe6\x9c\xac"},
        {"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 4, "\xe6\x97\xa5\xe2\x80\xa6 "},
        {"abc", 0, ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *fitted = terminal_fit(rows[i].text, rows[i].columns);
        assert_string_equal(fitted, rows[i].fitted);
        assert_int_equal(terminal_width(fitted), rows[i].columns);
    }
}

static void
a_time_is_shown_in_the_zone_of_who_asks(void **state)
{
    (void)state;
    g_setenv("TZ", "UTC-1", TRUE);
    g_autofree char *time = terminal_time(1795896000, "never");
    g_unsetenv("TZ");
    g_autofree char *none = terminal_time(0, "never");
    g_autofree char *absurd = terminal_time(G_MAXINT64, "?");
    assert_string_equal(time, "2026-11-28 21:00:00");
    assert_string_equal(none, "never");
    assert_string_equal(absurd, "?");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_but_text_is_left),
        cmocka_unit_test(a_time_is_shown_in_the_zone_of_who_asks),
        cmocka_unit_test(cells_have_exactly_their_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
