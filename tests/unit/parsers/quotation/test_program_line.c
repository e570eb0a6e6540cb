/* test_program_line.c - lines that phones and mail programs add, and lines that only begin like
 * them. */
#include "parsers/quotation/program_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *const programs[] = {
    "Sent from my iPhone",
    "Sent from my iPhone 15 Pro Max",
    "Sent from my Galaxy S21",
    "Sent from my Galaxy Tab S7",
    "Sent from Outlook 2016",
    "Sent from my iPhone, please excuse typos",
    "Sent from my Fairphone 4",
    "Sent from Outlook for Android",
    "Sent from Mail for Windows",
    "Sent from Yahoo Mail on Android",
    "Sent via the Samsung Galaxy S9, an AT&T 5G smartphone",
    "Sent with Proton Mail secure email.",
    "Get Outlook for iOS",
    "Get Outlook for iOS <https://aka.ms/o0ukef>",
    "[Sent from my iPad]",
    "Outlook f\xc3\xbcr iOS",
    "Outlook voor Android",
    "Von meinem iPhone gesendet",
    "Gesendet von meinem Samsung Galaxy Smartphone.",
    "Gesendet mit der GMX Mail App",
    "Von unterwegs gesendet",
    "Holen Sie sich Outlook f\xc3\xbcr Android",
    "Verzonden vanaf mijn iPhone",
    "Verstuurd vanaf mijn iPad",
    "Verzonden vanuit Mail voor Windows",
    "Verzonden met Outlook voor iOS",
    "Outlook voor iOS downloaden",
    "Envoy\xc3\xa9 de mon iPhone",
    "Envoy\xc3\xa9 depuis l'application Mail",
    "Obtenez Outlook pour iOS",
    "Enviado desde mi iPhone",
    "Obtener Outlook para Android",
    "Inviato da iPhone",
    "Inviato dal mio Galaxy",
    "Scarica Outlook per iOS",
    "Enviado do meu iPhone",
    "Obter o Outlook para iOS",
    "Skickat fr\xc3\xa5n min iPhone",
    "Skaffa Outlook f\xc3\xb6r iOS",
    "Sendt fra min iPhone",
    "Hent Outlook til iOS",
    "F\xc3\xa5 Outlook for Android",
    "L\xc3\xa4hetetty iPhonesta",
    "Hanki Outlook for iOS",
    "Wys\xc5\x82"
    "ane z iPhone'a",
    "Pobierz program Outlook dla systemu iOS",
    "Odesl\xc3\xa1no z iPhonu",
    "Z\xc3\xadskat Outlook pro iOS",
    "iPhone'umdan g\xc3\xb6nderildi",
    "iPhone\xe3\x81\x8b\xe3\x82\x89\xe9\x80\x81\xe4\xbf\xa1",
    "\xe4\xbb\x8e\xe6\x88\x91\xe7\x9a\x84iPhone\xe5\x8f\x91\xe9\x80\x81",
    "This email has been checked for viruses by AVG.",
    "Virus-free. www.avg.com",
};

/* With an unknown name: a person may write the same. */
static const char *const likely[] = {
    "Sent from my Examplephone",
    "Sent from my Examplephone 3 Pro",
    "Sent from my Acme Talker X5.",
    "Gesendet von meinem Examplephone",
    "Verstuurd vanaf mijn Kantoor",
    "Sent from my Nokia 3310",
    "Virus-free. Cancel order 7712",
    "This email has been checked for viruses by Examplescan.",
    "\xe4\xbb\x8e\xe6\x88\x91\xe7\x9a\x84\xe5\x90\x8c\xe4\xba\x8b"
    "iPhone\xe5\x8f\x91\xe9\x80\x81",
};

static const char *const sentences[] = {
    "",
    "Sent with PostNL, track and trace 3S1234567",
    "Sent from my office, where the old one stood, by the way.",
    "Sent via DHL",
    "Gesendet von meinem Chef an Sie: Bestellung 7712.",
    "Gesendet von meinem Chef: Bestellung",
    "Gesendet von meinem Chef Bestellung 7712 an Outlook",
    "Gesendet von meinem Chef Meier Montag",
    "Sent from my Boss, Order",
    "Sent from my Boss: please call me",
    "Sent from my Boss:", /* the rest is on the next line */
    "Sent by my Boss Miller for Windows",
    "Sent from my iPhone: 7712",
    "Sent from my iPhone, 15",
    "Sent from my iPhone Order 7712",
    "Von meinem Chef gesendet",
    "Sent from my Boss 12345",
    "Sent from my desk",
    "Sent from",
    "Get the printer on floor 3",
    "Verzonden met DHL, zending JV0612345678",
    "Verzonden met de post",
    "Von meinem Kollegen kommt heute noch das Foto.",
    "Von meinem Kollegen",
    "Gesendet von meinem Kollegen am Montag",
    "Gesendet mit DHL 00340123456789",
    "Envoy\xc3\xa9 par la poste",
    "Enviado por correo ayer",
    "Inviato da Mario Rossi",
    "Outlook f\xc3\xbcr Windows st\xc3\xbcrzt ab",
    "Outlook for Windows crashes",
    "My iPhone",
    "Sendt fra lageret i dag",
    "Virus-free. The scanner says so, and that is all.",
    "Mail from my phone was sent twice",
};

static void
a_line_of_a_program_is_one_as_a_whole(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(programs); i++) {
        LetterSureness sureness = LETTER_SURE_GUESS;
        if (!program_line_match(programs[i], &sureness))
            fail_msg("not a program's: %s", programs[i]);
        if (sureness != LETTER_SURE_CERTAIN)
            fail_msg("not certain: %s", programs[i]);
    }
}

static void
a_line_with_an_unknown_name_is_never_certain(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(likely); i++) {
        LetterSureness sureness = LETTER_SURE_GUESS;
        if (!program_line_match(likely[i], &sureness))
            fail_msg("not a program's: %s", likely[i]);
        if (sureness != LETTER_SURE_LIKELY)
            fail_msg("not likely: %s", likely[i]);
    }
}

static void
a_sentence_that_begins_like_one_is_none(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(sentences); i++) {
        LetterSureness sureness = LETTER_SURE_GUESS;
        if (program_line_match(sentences[i], &sureness))
            fail_msg("no program's: %s", sentences[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_of_a_program_is_one_as_a_whole),
        cmocka_unit_test(a_line_with_an_unknown_name_is_never_certain),
        cmocka_unit_test(a_sentence_that_begins_like_one_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
