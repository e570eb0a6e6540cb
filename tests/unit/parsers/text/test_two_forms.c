/* test_two_forms.c - plain text and HTML that say the same, or do not. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/text/two_forms.h"

#define STORY                                                                                      \
    "The pump in hall seven stopped at noon. We drained the tank, and found sand in the valve. "
#define MORE "Please send somebody with a new valve before Tuesday, and call Anna at the gate. "

static void
the_form_that_says_more_is_the_text_and_no_word_is_lost(void **state)
{
    static const struct {
        const char *plain;
        const char *html;
        gboolean is_html, keep_other;
    } cases[] = {
        /* the same, except for what programs change */
        {STORY, STORY, FALSE, FALSE},
        {STORY "https://x.example/a", STORY "here", FALSE, FALSE},
        /* a link, an address, a number that only one form has */
        {STORY "See here.", STORY "See here <https://x.example/a>.", TRUE, FALSE},
        {STORY "See here. [image: Logo]", STORY "See here <https://x.example/a>.", FALSE, TRUE},
        {STORY "Ask Bob.", STORY "Ask Bob <bob@x.example>.", TRUE, FALSE},
        {STORY, STORY "Code 4411.", TRUE, FALSE},
        {STORY "Code 4411.", STORY, FALSE, FALSE},
        {STORY "Code 4411.", STORY "Code 4412.", FALSE, TRUE},
        {"This message needs a viewer for HTML 5.", "Pump 7 is off.", TRUE, FALSE},
        {STORY, "Hall seven news. " STORY "Unsubscribe", TRUE, FALSE},
        {"[image: Logo]\n" STORY, STORY, FALSE, FALSE},
        {STORY, "", FALSE, FALSE},
        {"Yes, it is.", "Yes, it is. [Logo]", TRUE, FALSE},
        {"The printer is fine.", "The printer is not fine.", TRUE, FALSE},
        {"I need: Bye", "I need: toner Bye", TRUE, FALSE},
        /* stubs */
        {"Your email client cannot read this email.\nView it online:\nhttps://x.example/v/1",
         "Alert\nPump 7 has stopped.", TRUE, FALSE},
        {"This message needs a viewer for HTML.", "Pump 7 is off.", TRUE, FALSE},
        {"Ihr Mailprogramm kann diese Nachricht nicht anzeigen.", "Pumpe 7 steht.", TRUE, FALSE},
        {"View this email in your browser. The code for the gate is 4411.", STORY MORE, TRUE, TRUE},
        {"Nothing to see for you.", STORY, TRUE, TRUE},
        {"Diese Nachricht ist im HTML-Format.", "Tank 5 ist leer.", TRUE, FALSE},
        {STORY, "Please read the other part.", FALSE, FALSE},
        {STORY, "Please read the plain form of this message.", FALSE, FALSE},
        /* a person's words about such things, with other words */
        {"Hello", "Hello. Extra words of the html part", TRUE, FALSE},
        {"Hello. My html mail is broken.", "Hello", FALSE, FALSE},
        /* two different texts */
        {STORY, "Pump 7 is on again.", FALSE, TRUE},
        {STORY, STORY MORE, TRUE, FALSE},
        {STORY MORE, STORY, FALSE, FALSE},
        {STORY "We wait.", STORY, FALSE, FALSE},
        {"a", "b", FALSE, TRUE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        TwoForms forms = two_forms_compare(cases[i].plain, cases[i].html, cases[i].html, FALSE);
        if (forms.is_html != cases[i].is_html || forms.keep_other != cases[i].keep_other)
            fail_msg("row %zu: %d %d", i, forms.is_html, forms.keep_other);
    }
}

static void
what_only_html_can_say_makes_it_the_text(void **state)
{
    (void)state;
    TwoForms forms = two_forms_compare("Yes or no?", "~~Yes or~~ no?", "", TRUE);
    assert_true(forms.is_html && !forms.keep_other);
    forms = two_forms_compare(STORY "Yes or no?", "~~Yes or~~ no?", "", TRUE);
    assert_true(forms.is_html && forms.keep_other);
}

static void
links_and_numbers_in_a_quotation_of_the_html_count_for_nothing(void **state)
{
    static const char html[] = STORY "> 3 March, Bob <bob@x.example> wrote: https://x.example/a";
    TwoForms forms = two_forms_compare(STORY "> Bob wrote:", html, STORY, FALSE);

    (void)state;
    assert_true(!forms.is_html && !forms.keep_other);
    forms = two_forms_compare(STORY "> Bob wrote:", html, STORY "3", FALSE);
    assert_true(forms.is_html && !forms.keep_other);
}

static void
texts_cut_anywhere_can_be_compared(void **state)
{
    (void)state;
    static const char whole[] = STORY MORE;
    for (gsize n = 0; n < strlen(whole); n++) {
        g_autofree char *plain = g_strndup(whole, n);
        TwoForms forms = two_forms_compare(plain, whole, whole, FALSE);
        gboolean is_between_words = whole[n] == ' ' && n + 1 < strlen(whole);
        if (is_between_words || n < strlen(whole) / 3)
            assert_true(forms.is_html);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_that_says_more_is_the_text_and_no_word_is_lost),
        cmocka_unit_test(what_only_html_can_say_makes_it_the_text),
        cmocka_unit_test(links_and_numbers_in_a_quotation_of_the_html_count_for_nothing),
        cmocka_unit_test(texts_cut_anywhere_can_be_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
