/* test_parse_run.c - defaults of options, and notes. */
#include "tests/unit/parsers_fixture.h"

static void
options_not_given_have_defaults(void **state)
{
    const ParseOptions none = {0}, some = {.max_parts = 7, .default_charset = "koi8-r"};
    ParseOptions filled = parse_run_options(&none);
    ParseOptions kept = parse_run_options(&some);

    (void)state;
    assert_int_equal(filled.max_parts, 1000);
    assert_int_equal(filled.max_depth, 64);
    assert_int_equal(filled.max_text_bytes, 256 * 1024);
    assert_int_equal(filled.max_attachments, 500);
    assert_int_equal(filled.max_name_bytes, 200);
    assert_int_equal(filled.max_recipients, 1000);
    assert_int_equal(filled.max_references, 100);
    assert_string_equal(filled.default_charset, "windows-1252");
    assert_int_equal(kept.max_parts, 7);
    assert_string_equal(kept.default_charset, "koi8-r");
}

static void
notes_are_cleaned_and_limited(void **state)
{
    g_autoptr(FixtureRun) fixture = fixture_run_new();
    const GPtrArray *notes = fixture->run.letter->notes;
    g_autofree char *long_note = g_strnfill(5000, 'x');

    (void)state;
    parse_run_note(&fixture->run, "odd: %s", "a\n\x1b\xff");
    parse_run_note(&fixture->run, "odd: %s", "a\n\x1b\xff");
    assert_int_equal(notes->len, 1);
    assert_true(g_utf8_validate(g_ptr_array_index(notes, 0), -1, NULL));
    parse_run_note(&fixture->run, "%s", long_note);
    assert_true(strlen(g_ptr_array_index(notes, 1)) <= 500);
    for (guint i = 0; i < 200; i++)
        parse_run_note(&fixture->run, "note %u", i);
    assert_int_equal(notes->len, 100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_not_given_have_defaults),
        cmocka_unit_test(notes_are_cleaned_and_limited),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
