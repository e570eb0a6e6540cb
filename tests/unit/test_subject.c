/* What the words of a subject say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "parsers/parse.h"
#include "parsers/subject.h"

static char *
numbers_of(const char *subject, const char *pattern, Letter **ret_letter)
{
    g_autoptr(Letter) letter = letter_new();
    assert_true(subject_read(subject, pattern, letter, NULL));
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < letter->ticket_numbers->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
                               (const char *)g_ptr_array_index(letter->ticket_numbers, i));
    if (ret_letter != NULL)
        *ret_letter = g_steal_pointer(&letter);
    return g_string_free(text, FALSE);
}

static void
numbers_stand_for_themselves(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *numbers;
    } rows[] = {
        {"", ""},
        {"Printer", ""},
        {"INC0012345", "INC0012345"},
        {"[INC0012345] Printer", "INC0012345"},
        {"Re: [INC0012345] Printer", "INC0012345"},
        {"Antw: AW: (INC0012345): Printer", "INC0012345"},
        {"\"INC0005574\" is open", "INC0005574"},
        {"about INC0005574: printer", "INC0005574"},
        {"about INC0005574.", "INC0005574"},
        {"about inc0005574, please", "INC0005574"},
        {"INC0000002 and INC0000001 and INC0000002", "INC0000002 INC0000001"},
        {"INC123", ""},
        {"XINC0012345", ""},
        {"INC0012345X", ""},
        {"INC00123456789012", ""},
        {"INC0012345.pdf", ""},
        {"MY-INC0012345", ""},
        {"INC0012345-2", ""},
        {"https://desk.example/INC0012345", ""},
        {"INC0012345@desk.example", ""},
        {"?id=INC0012345", ""},
        {"INC\xef\xbc\x90\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94",
         ""}, /* full-width digits */
        {"INC001\xe2\x80\x8b"
         "2345",
         ""}, /* a zero-width space inside: two words that only look like one */
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *numbers = numbers_of(rows[i].subject, NULL, NULL);
        if (strcmp(numbers, rows[i].numbers) != 0)
            fail_msg("%s: %s", rows[i].subject, numbers);
    }
}

static void
prefixes_tell_answers_from_forwards(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *topic;
        gboolean is_reply, is_forward;
    } rows[] = {
        {"Printer", "Printer", FALSE, FALSE},
        {"Re: Printer", "Printer", TRUE, FALSE},
        {"RE:Printer", "Printer", TRUE, FALSE},
        {"Re[2]: Re (3): Printer", "Printer", TRUE, FALSE},
        {"AW: WG: Printer", "Printer", TRUE, FALSE},
        {"Fwd: Re: Printer", "Printer", TRUE, TRUE},
        {"FW: Printer", "Printer", FALSE, TRUE},
        {"[EXTERN] Re: [INC0012345] Printer", "Printer", TRUE, FALSE},
        {"Re: \xe5\x9b\x9e\xe5\xa4\x8d\xef\xbc\x9a Printer", "Printer", TRUE, FALSE},
        {"Report: weekly", "Report: weekly", FALSE, FALSE},
        {"10:30 meeting", "10:30 meeting", FALSE, FALSE},
        {"Re: about [INC0012345] again", "about  again", TRUE, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = NULL;
        g_autofree char *numbers = numbers_of(rows[i].subject, NULL, &letter);
        if (letter->is_reply != rows[i].is_reply || letter->is_forward != rows[i].is_forward)
            fail_msg("%s: reply %d, forward %d", rows[i].subject, letter->is_reply,
                     letter->is_forward);
        assert_string_equal(letter->thread_topic, rows[i].topic);
    }
}

static void
the_pattern_is_the_operators(void **state)
{
    (void)state;
    g_autofree char *numbers = numbers_of("Re: TASK0001 and INC0012345", "TASK[0-9]+", NULL);
    assert_string_equal(numbers, "TASK0001");
    g_autoptr(Letter) letter = letter_new();
    g_autoptr(GError) error = NULL;
    assert_false(subject_read("x", "INC(", letter, &error));
    assert_true(g_error_matches(error, PARSE_ERROR, PARSE_ERROR_OPTIONS));
    assert_string_equal(letter->thread_topic, "");
}

static void
a_costly_pattern_ends_the_search_only(void **state)
{
    (void)state;
    g_autofree char *subject = g_strnfill(4000, 'a');
    g_autofree char *numbers = numbers_of(subject, "(a+)+b", NULL);
    assert_string_equal(numbers, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stand_for_themselves),
        cmocka_unit_test(prefixes_tell_answers_from_forwards),
        cmocka_unit_test(the_pattern_is_the_operators),
        cmocka_unit_test(a_costly_pattern_ends_the_search_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
