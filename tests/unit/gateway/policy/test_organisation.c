/* Which domains belong to one organisation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/policy/organisation.h"

static void
the_label_below_a_public_suffix_decides(void **state)
{
    (void)state;
    static const struct {
        const char *one, *other;
        gboolean is_same;
    } rows[] = {
        {"example.org", "example.org", TRUE},
        {"Example.ORG", "example.org.", TRUE},
        {"mail.example.org", "example.org", TRUE},
        {"a.example.org", "b.c.example.org", TRUE},
        {"example.org", "example.com", FALSE},
        {"notexample.org", "example.org", FALSE},
        {"example.org", "org", FALSE},
        {"a.co.uk", "b.co.uk", FALSE},
        {"x.a.co.uk", "a.co.uk", TRUE},
        {"a.co.uk", "co.uk", FALSE},
        {"one.github.io", "two.github.io", FALSE},
        {"b\xc3\xbc"
         "cher.de",
         "xn--bcher-kva.de", TRUE},
        {"ban\xe2\x84\xaa.example", "bank.example", FALSE}, /* KELVIN SIGN */
        {"stra\xc3\x9f"
         "e.example",
         "strasse.example", FALSE},
        {"bank\xe3\x80\x82"
         "example",
         "bank.example", FALSE}, /* IDEOGRAPHIC FULL STOP */
        {"\xef\xbd\x82"
         "ank.example",
         "bank.example", FALSE}, /* FULLWIDTH B */
        {"xn--bank-.example", "bank.example", FALSE},
        {"org", "com", FALSE},
        {"co.uk", "org.uk", FALSE},
        {"localhost", "localhost", TRUE},
        {"", "", FALSE},
        {"", "example.org", FALSE},
        {"\xff", "\xff", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (organisation_is_same(rows[i].one, rows[i].other) != rows[i].is_same ||
            organisation_is_same(rows[i].other, rows[i].one) != rows[i].is_same)
            fail_msg("row %u", i);
}

static void
the_domain_follows_the_last_at(void **state)
{
    (void)state;
    assert_string_equal(organisation_domain("a@example.org"), "example.org");
    assert_string_equal(organisation_domain("\"a@b\"@example.org"), "example.org");
    assert_string_equal(organisation_domain("nobody"), "");
    assert_string_equal(organisation_domain("a@"), "");
}

static void
a_domain_has_one_organisation(void **state)
{
    static const char *const rows[][2] = {
        {"a.b.example.org", "example.org"},
        {"EXAMPLE.co.uk", "example.co.uk"},
        {"co.uk", "co.uk"},
        {"localhost", "localhost"},
        {"", ""},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *organisation = organisation_of(rows[i][0]);
        assert_string_equal(organisation, rows[i][1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_label_below_a_public_suffix_decides),
        cmocka_unit_test(the_domain_follows_the_last_at),
        cmocka_unit_test(a_domain_has_one_organisation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
