/* The targets of links. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parsers/text/link_target.h"

static void
a_rewritten_link_has_the_target_that_it_wraps(void **state)
{
    static const struct {
        const char *link, *target;
    } rows[] = {
        {"https://example.org/a", "example.org/a"},
        {"HTTP://WWW.Example.org/", "example.org"},
        {"mailto:support@example.org", "support@example.org"},
        {"https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1"
         "&data=05%7C02&reserved=0",
         "example.org/a?b=1"},
        {"https://nam01.safelinks.protection.outlook.com/GetUrl?p=1&url=http%3A%2F%2Fexample.org",
         "example.org"},
        {"https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_a-2Db&d=DwMF&c=x",
         "example.org/a-b"},
        {"https://urldefense.com/v3/__https://example.org/a__;!!Zxy!q$", "example.org/a"},
        {"https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fexample.org%2fa&c=E,1",
         "example.org/a"},
        {"https://www.google.com/url?q=https://example.org/a&sa=D", "example.org/a"},
        {"https://a.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__"
         "https%3A%2F%2Fexample.org%2Fa__%3B!!x&data=1",
         "example.org/a"},
        {"https://example.org/?url=%zz%0", "example.org/?url=%zz%0"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *target = link_target(rows[i].link, strlen(rows[i].link));
        assert_string_equal(target, rows[i].target);
    }
}

static void
a_link_ends_before_what_is_none_of_it(void **state)
{
    static const struct {
        const char *text, *link;
    } rows[] = {
        {"https://example.org/a. Then", "https://example.org/a"},
        {"https://example.org/a>b", "https://example.org/a"},
        {"https://example.org/a), b", "https://example.org/a"},
        {"https://example.org/a\nb", "https://example.org/a"},
        {"https://", "https://"},
        {"mailto:a@b.example", "mailto:a@b.example"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        assert_true(link_is_at(rows[i].text));
        assert_int_equal(link_length(rows[i].text), strlen(rows[i].link));
    }
    assert_false(link_is_at("http:/example.org"));
    assert_false(link_is_at(""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rewritten_link_has_the_target_that_it_wraps),
        cmocka_unit_test(a_link_ends_before_what_is_none_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
