/* test_html_link.c - which addresses of links are shown. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/text/html_link.h"

static void
an_address_is_shown_where_the_text_does_not_say_it(void **state)
{
    static const struct {
        const char *href;
        const char *text;
        const char *shown;
    } cases[] = {
        {"https://x.example/a", "here", "https://x.example/a"},
        {"https://x.example/a", "here once more", NULL},
        {" https://www.x.example/b/ ", "x.example/b", NULL},
        {"mailto:anna@x.example", "Anna", "anna@x.example"},
        {"mailto:bob@x.example", "bob@x.example", NULL},
        {"tel:+31612345678", "call me", "+31612345678"},
        {"tel:+31612345678", "06 1234 5678", NULL},
        {"tel:none", "call", NULL},
        {"javascript:x()", "go", NULL},
        {"#top", "up", NULL},
    };
    g_autoptr(GHashTable) addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *shown = html_link_shown(cases[i].href, cases[i].text, addresses);
        if (g_strcmp0(shown, cases[i].shown) != 0)
            fail_msg("row %zu: %s", i, shown);
    }
}

static void
a_content_id_is_unescaped_as_far_as_it_can_be(void **state)
{
    g_autofree char *id = html_link_content_id("a%40b");
    g_autofree char *broken = html_link_content_id("a%ZZ");

    (void)state;
    assert_string_equal(id, "a@b");
    assert_string_equal(broken, "a%ZZ");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_shown_where_the_text_does_not_say_it),
        cmocka_unit_test(a_content_id_is_unescaped_as_far_as_it_can_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
