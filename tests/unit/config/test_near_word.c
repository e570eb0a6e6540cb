/* Which word was meant. */
#include "config/near_word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const words[] = {"init", "list", "show", "comment", "quarantine", NULL};

static void
the_closest_word_is_found(void **state)
{
    static const struct {
        const char *word, *found;
    } rows[] = {
        {"list", "list"},
        {"lst", "list"},
        {"lsit", "list"}, /* two swapped characters are one mistake; "init" has two */
        {"lists", "list"},
        {"coment", "comment"},
        {"commnets", "comment"},
        {"quar", "quarantine"}, /* the beginning */
        {"shwo", "show"},
        {"q", NULL},
        {"xy", NULL},
        {"delete-all", NULL},
        {"", NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *found = near_word_find(rows[i].word, words);
        if (g_strcmp0(found, rows[i].found) != 0)
            fail_msg("%s: %s", rows[i].word, found != NULL ? found : "none");
    }
}

static void
a_very_long_word_is_no_word(void **state)
{
    (void)state;
    g_autofree char *word = g_strnfill(1000000, 'l');
    assert_null(near_word_find(word, words));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_closest_word_is_found),
        cmocka_unit_test(a_very_long_word_is_no_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
