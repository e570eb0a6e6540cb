/* test_body_state.c - types of parts, and blank text. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/body/body_state.h"

static void
a_content_type_is_made_safe_and_lowercase(void **state)
{
    static const char *const cases[][2] = {
        {"Content-Type: Image/PNG; name=x\n", "image/png"},
        {"", "text/plain"},
        {"Content-Type: text\n", "text/plain"},
        {"Content-Type: text; charset=a/b\n", "text/plain"},
        {"Content-Type: a(b)/c\n", "text/plain"},
        {"Content-Type: a/b@c\n", NULL},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strconcat(cases[i][0], "\nx\n", NULL);
        g_autoptr(GMimeMessage) message = fixture_message(mail);
        g_autofree char *type = body_type(g_mime_message_get_mime_part(message));
        if (cases[i][1] != NULL)
            assert_string_equal(type, cases[i][1]);
        assert_null(strpbrk(type, " @()\""));
    }
}

static void
a_type_matches_in_any_case_and_by_wildcard(void **state)
{
    g_autoptr(GMimeMessage) message = fixture_message("Content-Type: TEXT/HTML\n\nx\n");
    GMimeObject *part = g_mime_message_get_mime_part(message);

    (void)state;
    assert_true(body_is_type(part, "text", "html"));
    assert_true(body_is_type(part, "text", "*"));
    assert_false(body_is_type(part, "text", "plain"));
    assert_true(body_is_blank(" \n\t\xc2\xa0"));
    assert_true(body_is_blank(""));
    assert_false(body_is_blank(" x"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_content_type_is_made_safe_and_lowercase),
        cmocka_unit_test(a_type_matches_in_any_case_and_by_wildcard),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
