/* test_header_lines.c - the lines of headers: names, blanks, mbox lines. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/header/header_lines.h"

static HeaderLine
line_of(const char *text)
{
    HeaderLine line = {0};

    assert_true(header_line_read(text, strlen(text), 0, TRUE, &line));
    return line;
}

static void
a_line_ends_at_its_line_feed(void **state)
{
    HeaderLine line = {0};

    (void)state;
    assert_true(header_line_read("a\r\nb", 4, 0, FALSE, &line));
    assert_int_equal(line.length, 1);
    assert_int_equal(line.whole, 3);
    assert_false(header_line_read("a\r\nb", 4, 3, FALSE, &line));
    assert_true(header_line_read("a\r\nb", 4, 3, TRUE, &line));
    assert_int_equal(line.length, 1);
    assert_int_equal(line.whole, 1);
    assert_false(header_line_read("a\r\nb", 4, 4, TRUE, &line));
}

static void
a_name_may_have_blanks_before_its_colon(void **state)
{
    static const struct {
        const char *line;
        gsize length;
    } cases[] = {{"From: a", 4}, {"From : a", 4}, {"From\t :", 4}, {"From a: b", 0},
                 {": a", 0},     {"From", 0},     {" From: a", 0}, {"", 0}};

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases) - 1; i++) {
        HeaderLine line = line_of(cases[i].line);
        assert_int_equal(header_line_name_length(&line), cases[i].length);
    }
}

static void
fields_of_programs_are_told_from_text(void **state)
{
    static const struct {
        const char *line;
        int sign;
    } cases[] = {
        {"from: a", 1},        {"Content-Type : a", 1}, {"Received: a", 0}, {"X-Any: a", 0},
        {"Content-Any: a", 0}, {"Note: a", -1},         {"x-: a", -1},      {"text", -1}};

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        HeaderLine line = line_of(cases[i].line);
        int field = header_line_known_field(&line);
        assert_int_equal(field > 0 ? 1 : field, cases[i].sign);
    }
}

static void
a_mailbox_line_is_no_field(void **state)
{
    HeaderLine envelope = line_of("From a@b Mon Mar 2 09:15:00 2026");
    HeaderLine quoted = line_of(">From a@b Mon");
    HeaderLine field = line_of("From : Anna");

    (void)state;
    assert_true(header_line_is_envelope(&quoted));
    assert_false(header_line_is_envelope(&field));
    assert_true(header_line_is_envelope(&envelope));
}

static void
blanks_and_folds_are_seen(void **state)
{
    HeaderLine white = line_of(" \t\r\n"), fold = line_of("\tx"), plain = line_of("x ");

    (void)state;
    assert_true(header_line_is_white(&white));
    assert_false(header_line_is_white(&fold));
    assert_true(header_line_is_folded(&fold));
    assert_false(header_line_is_folded(&plain));
}

static void
a_parameter_may_stand_on_a_line_of_its_own(void **state)
{
    HeaderLine above = line_of("Content-Type: a/b;"), whole = line_of("Content-Type: a/b");
    HeaderLine parameter = line_of("Boundary=x"), other = line_of("colour=x");

    (void)state;
    assert_true(header_line_is_lost_parameter(&parameter, &above));
    assert_false(header_line_is_lost_parameter(&parameter, &whole));
    assert_false(header_line_is_lost_parameter(&other, &above));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_ends_at_its_line_feed),
        cmocka_unit_test(a_name_may_have_blanks_before_its_colon),
        cmocka_unit_test(fields_of_programs_are_told_from_text),
        cmocka_unit_test(a_mailbox_line_is_no_field),
        cmocka_unit_test(blanks_and_folds_are_seen),
        cmocka_unit_test(a_parameter_may_stand_on_a_line_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
