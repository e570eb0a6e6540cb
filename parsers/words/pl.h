/* pl.h - Polish: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_pl = {
    .language = "pl",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota",
                      "niedziela", "pon", "śr", "pt", "sob", "niedz", "stycznia", "lutego", "marca",
                      "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września",
                      "października", "listopada", "grudnia"),
            [WORDS_DATE_FILLER] = WORDS("o", "godz", "r"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("w dniu ", "dnia ", "u "),
            [WORDS_ATTRIBUTION_VERB] =
                WORDS("pisze", "napisał", "napisal", "napisała", "użytkownik"),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("na", "ze", "via", "os"),
            [WORDS_ORIGINAL_LINE] =
                WORDS("oryginalna wiadomość", "wiadomość oryginalna", "wiadomość źródłowa"),
            [WORDS_FORWARD_LINE] = WORDS("przekazana wiadomość", "wiadomość przekazana dalej"),
            [WORDS_MARKER] = WORDS("powyżej tej linii|"),
            [WORDS_HEADER_FROM] = WORDS("od", "nadawca"),
            [WORDS_HEADER_DATE] = WORDS("wysłano", "wysłane", "data"),
            [WORDS_HEADER_TO] = WORDS("do", "adresat"),
            [WORDS_HEADER_CC] = WORDS("dw"),
            [WORDS_HEADER_SUBJECT] = WORDS("temat"),
            [WORDS_HEADER_PERSON] = WORDS("odpowiedz do"),
            [WORDS_HEADER_RATING] = WORDS("ważność", "priorytet"),
            [WORDS_HEADER_FILES] = WORDS("załączniki"),
            [WORDS_PROGRAM_SENT] = WORDS("wysłane", "wysłano", "wysłana", "pobierz", "uzyskaj"),
            [WORDS_PROGRAM_MY] = WORDS("mojego", "mojej"),
            [WORDS_PROGRAM_FILLER] = WORDS("z", "ze", "przy", "użyciu", "za", "pomocą", "programu",
                                           "aplikacji", "aplikację", "dla", "systemu"),
            [WORDS_PROGRAM_DEVICE] =
                WORDS("komórki", "urządzenia", "smartfona", "smartfonu", "telefonu", "iphona"),
            [WORDS_PROGRAM_LINE] =
                WORDS("ta wiadomość e-mail została sprawdzona pod kątem wirusów przez |",
                      "wolny od wirusów. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("odp"),
            [WORDS_SUBJECT_FORWARD] = WORDS("pd"),
            [WORDS_SUBJECT_POINTER] = WORDS("zobacz temat", "patrz temat", "jak w temacie", "jw"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("odpowiedź automatyczna", "automatyczna odpowiedź",
                                            "poza biurem", "nieobecność", "nieobecny"),
            [WORDS_ABSENCE_SENTENCE] = WORDS("jest poza biurem"),
            [WORDS_ABSENCE_UNTIL] = WORDS("do "),
            [WORDS_ABSENCE_TEXT] = WORDS("poza biurem", "na urlopie"),
            [WORDS_DISCLAIMER_TITLE] = WORDS("klauzula poufności", "zastrzeżenie poufności"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("poufn"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("przeznaczon", "adresat"),
        },
};
