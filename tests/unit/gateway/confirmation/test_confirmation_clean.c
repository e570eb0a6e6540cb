/* test_confirmation_clean.c - what remains of untrusted text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/confirmation/confirmation_clean.h"

static void
lines_lose_what_could_break_them(void **state)
{
    static const struct {
        const char *text;
        gsize max_chars;
        const char *line;
    } rows[] = {
        {"plain", 100, "plain"},
        {NULL, 100, ""},
        {"", 100, ""},
        {"  two \t words ", 100, "two words"},
        {"a\r\nBcc: victim@example.org", 100, "a Bcc: victim@example.org"},
        {"a\rb\nc\vd\fe", 100, "a b c d e"},
        {"a\x1b[31mb\x7f", 100, "a [31mb"},
        {"a\xc2\x85"
         "b\xe2\x80\xa8"
         "c\xe2\x80\xa9"
         "d",
         100, "a b c d"},
        {"a\u202eb\u200bc", 100, "abc"},
        {"caf\xc3\xa9", 100, "caf\xc3\xa9"},
        {"caf\xc3\xa9 noir", 4, "caf\xc3\xa9"},
        {"ab cd", 3, "ab"},
        {"ab cd", 0, ""},
        {"bad\xff", 100, "bad\xef\xbf\xbd"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *line = confirmation_clean_line(rows[i].text, rows[i].max_chars);
        assert_string_equal(line, rows[i].line);
    }
}

static void
texts_keep_their_lines(void **state)
{
    static const struct {
        const char *text;
        const char *clean;
    } rows[] = {
        {"a\r\nb\rc\nd\te", "a\nb\nc\nd\te"},
        {"a\x1b[2J\x07", "a[2J"},
        {"a\xe2\x80\xa8"
         "b",
         "a\nb"},
        {NULL, ""},
        {"\xff", "\xef\xbf\xbd"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *clean = confirmation_clean_text(rows[i].text);
        assert_string_equal(clean, rows[i].clean);
    }
}

static void
knows_usable_addresses(void **state)
{
    static const struct {
        const char *address;
        gboolean is_usable;
    } rows[] = {
        {"user@example.org", TRUE},
        {"o'brien+tag=x@sub.example.org", TRUE},
        {"r\xc3\xa9mi@ex\xc3\xa4mple.org", TRUE},
        {"", FALSE},
        {"user", FALSE},
        {"@example.org", FALSE},
        {"user@", FALSE},
        {"a@b@example.org", FALSE},
        {"-oX@example.org", FALSE},
        {"user@example.org\r\nDATA", FALSE},
        {"user@example.org\nRCPT TO:<x@example.org>", FALSE},
        {"us er@example.org", FALSE},
        {"\"us er\"@example.org", FALSE},
        {"<user@example.org>", FALSE},
        {"user@example.org,other@example.org", FALSE},
        {"user@[192.0.2.1]", FALSE},
        {"user\\@example.org", FALSE},
        {"us\xc2\xa0"
         "er@example.org",
         FALSE},
        {"us\xe2\x80\xae"
         "er@example.org",
         FALSE},
        {"\xff@example.org", FALSE},
    };
    g_autofree char *part = g_strnfill(260, 'a');
    g_autofree char *longest = g_strconcat(part, "@example.org", NULL);

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (confirmation_clean_is_address(rows[i].address) != rows[i].is_usable)
            fail_msg("row %u: %s", i, rows[i].address);
    }
    assert_false(confirmation_clean_is_address(longest));
}

static void
knows_usable_message_ids(void **state)
{
    static const struct {
        const char *id;
        gboolean is_usable;
    } rows[] = {
        {"abc.123@example.org", TRUE},
        {"a@b@example.org", TRUE},
        {"no-at", TRUE},
        {"alarm@10.0.0.7:5001", TRUE},
        {"[1.2.3]@a(b)\\;c", TRUE},
        {"a@", TRUE},
        {"", FALSE},
        {"a b@example.org", FALSE},
        {"a@example.org\r\nX: y", FALSE},
        {"a@example.org> <b@c", FALSE},
        {"caf\xc3\xa9@example.org", FALSE},
    };
    g_autofree char *part = g_strnfill(890, 'a');
    g_autofree char *longest = g_strconcat(part, "@example.org", NULL);

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (confirmation_clean_is_message_id(rows[i].id) != rows[i].is_usable)
            fail_msg("row %u: %s", i, rows[i].id);
    }
    assert_false(confirmation_clean_is_message_id(longest));
}

static void
nothing_is_left_to_click_on(void **state)
{
    static const char *const rows[][2] = {
        {"see https://a.b.example/x", "see https[:]//a[.]b[.]example/x"},
        {"www.a.example, me@a.example.", "www[.]a[.]example, me[at]a[.]example."},
        {"Printer 1.5: broken. Now!", "Printer 1.5: broken. Now!"},
        {"", ""},
        {".", "."},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = confirmation_clean_links(rows[i][0]);
        assert_string_equal(text, rows[i][1]);
    }
}

static void
a_name_is_greeted_by_where_nothing_else_is_in_it(void **state)
{
    static const struct {
        const char *name, *greeted;
    } rows[] = {
        {"Anna de Vries", "Anna de Vries"},
        {" 'Anna  de\tVries' ", "Anna de Vries"},
        {"Vries, Anna de (IT)", "Anna de Vries"},
        {"'Anna de Vries' via Support List", "Anna de Vries"},
        {"Anna O'Neil-Smith [Example] ", "Anna O'Neil-Smith"},
        {"Anna de Vries | Example", "Anna de Vries"},
        {"J.P. Smith", "J.P. Smith"},
        {"J. Smith", "J. Smith"},
        {"Ren\xc3\xa9"
         "e \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
         "Ren\xc3\xa9"
         "e \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"},
        {NULL, ""},
        {"", ""},
        {"anna@customer.example", ""},
        {"Win at evil.example", ""},
        {"Win at a.b", ""},
        {"a.b.c", ""},
        {"evil. example", ""},
        {"https:evil", ""},
        {"evil/now", ""},
        {"<b>Anna</b>", ""},
        {"{note}", ""},
        {"Call 0900 1234", ""},
        {"Anna!", ""},
        {"Smith, Anna, Bob", ""},
        {"You have won a great prize", ""},
        {"Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ""},
        {"-", ""},
        {", ", ""},
        {"(IT)", ""},
        {"'", ""},
        {"\xff", ""},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = confirmation_clean_name(rows[i].name);
        if (strcmp(name, rows[i].greeted) != 0)
            fail_msg("%s: %s, not %s", rows[i].name, name, rows[i].greeted);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_lose_what_could_break_them),
        cmocka_unit_test(texts_keep_their_lines),
        cmocka_unit_test(knows_usable_addresses),
        cmocka_unit_test(nothing_is_left_to_click_on),
        cmocka_unit_test(knows_usable_message_ids),
        cmocka_unit_test(a_name_is_greeted_by_where_nothing_else_is_in_it),
    };
    return cmocka_run_group_tests_name("reply_clean", tests, NULL, NULL);
}
