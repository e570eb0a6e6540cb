/* test_subject.c - numbers that are references and words that are not; topics; invalid patterns. */
#include "parsers/header/subject.h"
#include "parsers/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define NUMBERS "INC[0-9]{4,20}"

typedef struct {
    const char *subject;
    const char *numbers; /* joined by a space */
    const char *topic;
} Case;

static const Case cases[] = {
    {"", "", ""},
    {"Printer broken", "", "Printer broken"},
    {"[INC0005574] Printer", "INC0005574", "Printer"},
    {"Re: [INC0005574] Printer", "INC0005574", "Printer"},
    {"INC0005574", "INC0005574", ""},
    {"INC1234", "INC1234", ""},
    {"INC123", "", "INC123"},
    {"\"INC0005574\"", "INC0005574", ""},
    {"INC0005574: no light", "INC0005574", "no light"},
    {"Printer (INC0005574)", "INC0005574", "Printer"},
    {"Printer, INC0005574.", "INC0005574", "Printer, ."},
    {"#INC0005574 Printer", "INC0005574", "# Printer"},
    {"inc0005574 printer", "INC0005574", "printer"},
    {"INC0005574/INC0005575", "INC0005574 INC0005575", "/"},
    {"INC0005575 and INC0005574, INC0005575", "INC0005575 INC0005574", "and ,"},
    {"XINC0005574", "", "XINC0005574"},
    {"INC0005574X", "", "INC0005574X"},
    {"INC0005574_1", "", "INC0005574_1"},
    {"\xc3\x89INC0005574", "", "\xc3\x89INC0005574"},
    {"see https://desk.example/INC0005574", "", "see https://desk.example/INC0005574"},
    {"see www.desk.example?n=INC0005574", "", "see www.desk.example?n=INC0005574"},
    {"desk.example/INC0005574", "", "desk.example/INC0005574"},
    {"INC0005574@desk.example", "", "INC0005574@desk.example"},
    {"to@INC0005574", "", "to@INC0005574"},
    {"scan INC0005574.pdf", "", "scan INC0005574.pdf"},
    {"scan.INC0005574", "INC0005574", "scan."},
    {"Ticket-Nr.INC0005574 Drucker", "INC0005574", "Ticket-Nr. Drucker"},
    {"Ticket-INC0005574", "INC0005574", "Ticket-"},
    {"AW:Ticket-INC0005574", "INC0005574", "Ticket-"},
    {"Ref=INC0005574", "INC0005574", "Ref="},
    {"R\xc3\xa9"
     "f.INC0005574",
     "INC0005574",
     "R\xc3\xa9"
     "f."},
    {"id=INC0005574", "INC0005574", "id="},
    {"Ticket_INC0005574 printer", "INC0005574", "Ticket_ printer"},
    {"Re: my_Ticket_INC0005574", "INC0005574", "my_Ticket_"},
    {"_INC0005574", "", "_INC0005574"},
    {"1_INC0005574", "", "1_INC0005574"},
    {"Ticket__INC0005574", "", "Ticket__INC0005574"},
    {"scan_INC0005574.pdf", "", "scan_INC0005574.pdf"},
    {"scan_INC0005574_2.pdf", "", "scan_INC0005574_2.pdf"},
    {"desk.example/view_INC0005574", "", "desk.example/view_INC0005574"},
    {"https://desk.example/n_INC0005574", "", "https://desk.example/n_INC0005574"},
    {"www.desk.example_INC0005574", "", "www.desk.example_INC0005574"},
    {"C:\\scan_INC0005574", "", "C:\\scan_INC0005574"},
    {"a_INC0005574@desk.example", "", "a_INC0005574@desk.example"},
    {"scan-INC0005574.pdf", "", "scan-INC0005574.pdf"},
    {"desk.example?a=b&n=INC0005574", "", "desk.example?a=b&n=INC0005574"},
    {"desk.example/view.INC0005574", "", "desk.example/view.INC0005574"},
    {"https://desk.example/n=INC0005574", "", "https://desk.example/n=INC0005574"},
    {"a=b=INC0005574", "", "a=b=INC0005574"},
    {".INC0005574", "", ".INC0005574"},
    {"--INC0005574", "", "--INC0005574"},
    {"1.INC0005574", "", "1.INC0005574"},
    /* full-width digits; a zero-width space inside and after */
    {"INC\xef\xbc\x90\xef\xbc\x90\xef\xbc\x90\xef\xbc\x90", "",
     "INC\xef\xbc\x90\xef\xbc\x90\xef\xbc\x90\xef\xbc\x90"},
    {"INC0005\xef\xbc\x95", "", "INC0005\xef\xbc\x95"},
    {"INC0005\xe2\x80\x8b"
     "574",
     "",
     "INC0005\xe2\x80\x8b"
     "574"},
    {"\xe2\x80\x8fINC0005574\xe2\x80\x8f!", "INC0005574", "\xe2\x80\x8f \xe2\x80\x8f!"},
    /* Japanese has no spaces */
    {"\xe3\x83\x81INC0005574\xe3\x81\xab", "INC0005574", "\xe3\x83\x81 \xe3\x81\xab"},
    {"INC000000000000000000012345678", "", "INC000000000000000000012345678"},
    {"MY-INC0005574", "INC0005574", "MY-"},
    {"INC0005574-2", "", "INC0005574-2"},
    {"INC0005574 - printer", "INC0005574", "printer"},
    {"C:\\INC0005574", "", "C:\\INC0005574"},
    {"10:30 meeting", "", "10:30 meeting"},
    {"Report: weekly", "", "Report: weekly"},
    {"Re: about [INC0005574] again", "INC0005574", "about again"},
    {"Antw: AW: (INC0005574): Printer", "INC0005574", "Printer"},
    {"[list] Re: news", "", "[list] news"},
    {"[EXTERN] AW: [INC0005574] WG: Drucker", "INC0005574", "Drucker"},
};

static void
numbers_and_topic_are_read_from_a_subject(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Letter) letter = letter_new();
        assert_true(subject_read(cases[i].subject, NUMBERS, letter, NULL));
        g_ptr_array_add(letter->ticket_numbers, NULL);
        g_autofree char *numbers = g_strjoinv(" ", (char **)letter->ticket_numbers->pdata);
        assert_string_equal(numbers, cases[i].numbers);
        assert_string_equal(letter->thread_topic, cases[i].topic);
    }
}

static void
the_first_prefix_decides_between_reply_and_forward(void **state)
{
    static const struct {
        const char *subject;
        gboolean is_reply, is_forward;
    } rows[] = {
        {"x", FALSE, FALSE},           {"Re: x", TRUE, FALSE},
        {"Fwd: x", FALSE, TRUE},       {"Re: Fwd: x", TRUE, FALSE},
        {"Fwd: Re: x", TRUE, TRUE},    {"[EXT] FW: x", FALSE, TRUE},
        {"[list] Re: x", TRUE, FALSE}, {"INC0005574 Re: x", TRUE, FALSE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_new();
        assert_true(subject_read(rows[i].subject, NUMBERS, letter, NULL));
        assert_int_equal(letter->is_reply, rows[i].is_reply);
        assert_int_equal(letter->is_forward, rows[i].is_forward);
    }
}

static void
a_known_reply_stays_a_reply(void **state)
{
    g_autoptr(Letter) letter = letter_new();

    (void)state;
    letter->is_reply = TRUE;
    assert_true(subject_read("x", NUMBERS, letter, NULL));
    assert_true(letter->is_reply);
}

static void
a_configured_pattern_replaces_the_usual_one(void **state)
{
    g_autoptr(Letter) letter = letter_new();

    (void)state;
    assert_true(subject_read("Re: [#4711] x INC0005574", "\\[#([0-9]+)\\]", letter, NULL));
    assert_int_equal(letter->ticket_numbers->len, 1);
    assert_string_equal(letter->ticket_numbers->pdata[0], "4711");
    assert_true(subject_read("a b", "x*", letter, NULL));
    assert_int_equal(letter->ticket_numbers->len, 0);
}

static void
a_pattern_that_is_not_valid_is_an_error(void **state)
{
    static const char *const patterns[] = {"INC[0-9", "(", "\xff"};

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(patterns); i++) {
        g_autoptr(Letter) letter = letter_new();
        g_autoptr(GError) error = NULL;
        assert_false(subject_read("Re: x", patterns[i], letter, &error));
        assert_true(g_error_matches(error, PARSE_ERROR, PARSE_ERROR_OPTIONS));
        assert_false(letter->is_reply);
    }
}

static void
a_costly_pattern_is_given_up(void **state)
{
    g_autoptr(Letter) letter = letter_new();
    g_autofree char *run = g_strnfill(2000, 'a');
    g_autofree char *subject = g_strconcat(run, " b", NULL);

    (void)state;
    assert_true(subject_read(subject, "(a+)+b", letter, NULL));
    assert_int_equal(letter->ticket_numbers->len, 0);
    assert_int_equal(letter->notes->len, 1);
}

static void
only_the_first_fifty_numbers_are_read(void **state)
{
    g_autoptr(Letter) letter = letter_new();
    g_autoptr(GString) subject = g_string_new(NULL);

    (void)state;
    for (int i = 0; i < 400; i++)
        g_string_append_printf(subject, "INC%07d ", i);
    assert_true(subject_read(subject->str, NUMBERS, letter, NULL));
    assert_int_equal(letter->ticket_numbers->len, 50);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_topic_are_read_from_a_subject),
        cmocka_unit_test(the_first_prefix_decides_between_reply_and_forward),
        cmocka_unit_test(a_known_reply_stays_a_reply),
        cmocka_unit_test(a_configured_pattern_replaces_the_usual_one),
        cmocka_unit_test(a_pattern_that_is_not_valid_is_an_error),
        cmocka_unit_test(a_costly_pattern_is_given_up),
        cmocka_unit_test(only_the_first_fifty_numbers_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
