/* test_out_of_office.c - subjects of absent people, and of people who write about absence. */
#include "parsers/mail_class/out_of_office.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const absent[] = {
    "Automatic reply: Printer",
    "Out of Office: Re: Printer",
    "Re: Out of office",
    "[Auto-Reply] Printer",
    "AUTO: Printer",
    "Abwesenheitsnotiz: Drucker",
    "Automatisch antwoord: x",
    "Afwezig",
    "R\xc3\xa9ponse automatique : x",
    "Bob is out of the office until Monday",
    "Bob is out of the office (returning 5 May)",
    "Marc Petit est absent",
    "\xe8\x87\xaa\xe5\x8b\x95\xe8\xbf\x94\xe4\xbf\xa1: x",
    "Vacation!",
    "Au\xc3\x9f"
    "er Haus: Drucker",
    "AUSSER HAUS",
    "Bob ist au\xc3\x9f"
    "er Haus",
    "\xce\x91\xcf\x85\xcf\x84\xcf\x8c\xce\xbc\xce\xb1\xcf\x84\xce\xb7 "
    "\xce\xb1\xcf\x80\xce\xac\xce\xbd\xcf\x84\xce\xb7\xcf\x83\xce\xb7: x",
};

static const char *const present[] = {
    "Printer",
    "",
    "Automatic replymatic: x",
    "Vacation days are wrong in the portal",
    "Automatic reply rules do not work",
    "Out of office hours access",
    "Out of office: how do I set it up?",
    "Le fichier du jour est absent sur srv-compta",
    "Anna is on vacation and her password has run out",
    "Out of paper",
    "Autoclave broken",
    "Office moved out",
};

static void
subjects_of_absence_notes_are_recognised(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(absent); i++)
        assert_true(out_of_office_is_subject(absent[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(present); i++)
        assert_false(out_of_office_is_subject(present[i]));
}

static void
only_the_beginning_of_a_text_tells_of_an_absence(void **state)
{
    g_autofree char *late = g_strnfill(500, ' ');
    g_autofree char *far = g_strconcat(late, "I am out of the office", NULL);

    (void)state;
    assert_true(out_of_office_is_text("Hello,\nI am Out Of The Office until Monday."));
    assert_true(out_of_office_is_text("Ich bin bis Montag nicht im B\xc3\xbcro."));
    assert_true(out_of_office_is_text("Ich bin heute AUSSER HAUS."));
    assert_false(out_of_office_is_text("The printer in the office is out of paper."));
    assert_false(out_of_office_is_text(far));
    assert_false(out_of_office_is_text(""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subjects_of_absence_notes_are_recognised),
        cmocka_unit_test(only_the_beginning_of_a_text_tells_of_an_absence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
