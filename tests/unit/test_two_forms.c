/* test_two_forms.c - plain text and HTML that say the same, or not. */
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
        /* the same, but for what programs change */
        {STORY, STORY, FALSE, FALSE},
        {STORY "https://x.example/a", STORY "here", FALSE, FALSE},
        {STORY, "Hall seven news. " STORY "Unsubscribe", FALSE, FALSE},
        {"[image: Logo]\n" STORY, STORY, FALSE, FALSE},
        {STORY, "", FALSE, FALSE},
        {"Yes, it is.", "Yes, it is. [Logo]", FALSE, FALSE},
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
        /* two texts */
        {STORY, "Pump 7 is on again.", FALSE, TRUE},
        {STORY, STORY MORE, FALSE, TRUE},
        {STORY MORE, STORY, FALSE, FALSE},
        {STORY "We wait.", STORY, FALSE, FALSE},
        {"a", "b", FALSE, TRUE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        TwoForms forms = two_forms_compare(cases[i].plain, cases[i].html);
        if (forms.is_html != cases[i].is_html || forms.keep_other != cases[i].keep_other)
            fail_msg("row %zu: %d %d", i, forms.is_html, forms.keep_other);
    }
}

static void
texts_cut_anywhere_can_be_compared(void **state)
{
    (void)state;
    for (gsize n = 0; n <= strlen(STORY MORE); n++) {
        g_autofree char *plain = g_strndup(STORY MORE, n);
        TwoForms forms = two_forms_compare(plain, STORY MORE);
        if (n < strlen(STORY MORE) / 3 || n > strlen(STORY MORE) * 2 / 3)
            assert_int_equal(forms.is_html, n < strlen(STORY MORE) / 2);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_that_says_more_is_the_text_and_no_word_is_lost),
        cmocka_unit_test(texts_cut_anywhere_can_be_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
