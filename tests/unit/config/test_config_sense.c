/* Values that cannot be meant; test_config_check.c has the mistakes, by lines of the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/config_sense.h"

static void
ordinary_words_that_change_a_ticket_are_warned_of(void **state)
{
    static const struct {
        const char *word;
        guint warnings;
    } rows[] = {{"close", 1}, {"please close", 1}, {"#close", 0}, {"[close]", 0}, {"close!", 0}};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *word = g_strdup(rows[i].word);
        char *words[] = {word, NULL};
        const Config config = {.close_words = words};
        const Config other = {.reopen_words = words};
        g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
        config_sense_warn(&config, warnings);
        assert_int_equal(warnings->len, rows[i].warnings);
        config_sense_warn(&other, warnings);
        assert_int_equal(warnings->len, 2 * rows[i].warnings);
    }
}

static void
who_is_let_in_and_refused_is_named(void **state)
{
    static const struct {
        const char *allow, *deny;
        guint mistakes;
    } rows[] = {
        {"a.example", "*@a.example", 0},   {"x@a.example", "a.example", 1},
        {"x@a.example", "*@A.example", 1}, {"a.example", "A.example", 1},
        {"a.example", "x@a.example", 0},   {"*.a.example", "b.a.example", 0},
        {"x@a.example", "y@a.example", 0}, {"a.example", "b.a.example", 0},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *allow = g_strdup(rows[i].allow), *deny = g_strdup(rows[i].deny);
        char *allowed[] = {allow, NULL}, *denied[] = {deny, NULL};
        const Config config = {.allow = allowed, .deny = denied};
        g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
        config_sense_check(&config, mistakes);
        if (mistakes->len != rows[i].mistakes)
            fail_msg("row %zu: %u", i, mistakes->len);
    }
}

static void
a_route_that_gets_no_mail_is_warned_of(void **state)
{
    static const struct {
        const char *first, *second;
        guint warnings;
    } rows[] = {
        {"*@desk.example", "noc@desk.example", 1},   {"noc@desk.example", "noc@desk.example", 1},
        {"*@desk.example", "*-noc@desk.example", 1}, {"noc@desk.example", "*@desk.example", 0},
        {"noc@desk.example", "nod@desk.example", 0},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *first = g_strdup(rows[i].first), *second = g_strdup(rows[i].second);
        char *firsts[] = {first, NULL}, *seconds[] = {second, NULL};
        char a[] = "a", b[] = "b";
        ConfigRoute routes[] = {{.name = a, .recipients = firsts},
                                {.name = b, .recipients = seconds}};
        g_autoptr(GPtrArray) list = g_ptr_array_new();
        g_ptr_array_add(list, &routes[0]);
        g_ptr_array_add(list, &routes[1]);
        const Config config = {.routes = list};
        g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
        config_sense_warn(&config, warnings);
        if (warnings->len != rows[i].warnings)
            fail_msg("row %zu: %u", i, warnings->len);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_words_that_change_a_ticket_are_warned_of),
        cmocka_unit_test(who_is_let_in_and_refused_is_named),
        cmocka_unit_test(a_route_that_gets_no_mail_is_warned_of),
    };
    return cmocka_run_group_tests_name("config_sense", tests, NULL, NULL);
}
