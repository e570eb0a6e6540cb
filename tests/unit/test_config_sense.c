/* Values that nobody can mean; the mistakes are in test_config_check.c, by the file. */
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_words_that_change_a_ticket_are_warned_of),
    };
    return cmocka_run_group_tests_name("config_sense", tests, NULL, NULL);
}
