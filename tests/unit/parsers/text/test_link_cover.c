/* test_link_cover.c - links and addresses of one text in another. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/text/link_cover.h"

static void
links_are_found_in_any_of_their_forms(void **state)
{
    static const struct {
        const char *text;
        const char *other;
        gboolean is_whole;
    } cases[] = {
        {"", "", TRUE},
        {"no link, a@ b, @c, 3 @ 4", "", TRUE},
        {"here <https://x.example/a>", "here", FALSE},
        {"here <https://x.example/a>", "here: HTTP://www.x.example/a/", TRUE},
        {"here <https://x.example/a>", "here: x.example/a.", TRUE},
        {"here <https://x.example/a>", "here: x.example/a", TRUE},
        {"here <https://x.example/a>", "here: x.example/ab", FALSE},
        {"here <https://x.example/a>", "here: x.example/a?b", FALSE},
        {"here <https://x.example/a> https://x.example/b", "https://x.example/a", FALSE},
        {"<https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example%2Fa&data=1>",
         "https://x.example/a", TRUE},
        {"Anna <anna@x.example>", "Anna", FALSE},
        {"Anna <anna@x.example>", "Write to Anna@X.example.", TRUE},
        {"anna@x.example.", "anna@x.example", TRUE},
        {"anna@x.example", "joanna@x.example", FALSE},
        {"anna@x.example", "mailto:anna@x.example", TRUE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        if (link_cover_is_whole(cases[i].text, cases[i].other) != cases[i].is_whole)
            fail_msg("row %zu", i);
}

/* If each link were searched among all, the test would take longer than its limit of a minute. */
static void
forty_thousand_links_are_looked_up(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GString) other = g_string_new(NULL);

    (void)state;
    for (guint i = 0; i < 40000; i++) {
        g_string_append_printf(text, "https://x.example/%u ", i);
        g_string_append_printf(other, "x.example/%u @", i);
    }
    assert_false(link_cover_is_whole(text->str, other->str));
    assert_true(link_cover_is_whole(text->str, text->str));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_found_in_any_of_their_forms),
        cmocka_unit_test(forty_thousand_links_are_looked_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
