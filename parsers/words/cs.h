/* cs.h - Czech: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_cs = {
    .language = "cs",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("pondělí", "úterý", "středa", "čtvrtek", "pátek", "neděle", "ledna", "února",
                      "března", "dubna", "května", "června", "července", "srpna", "září", "října",
                      "listopadu", "prosince"),
            [WORDS_DATE_FILLER] = WORDS("v", "ve", "hod", "hodin"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("dne "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("napsal", "napsala", "odesílatel"),
            [WORDS_ORIGINAL_LINE] = WORDS("původní zpráva", "původní e-mail"),
            [WORDS_FORWARD_LINE] = WORDS("přeposlaná zpráva", "předávaná zpráva"),
            [WORDS_MARKER] = WORDS("nad tento řádek|", "nad tímto řádkem|"),
            [WORDS_HEADER_FROM] = WORDS("od", "odesílatel"),
            [WORDS_HEADER_DATE] = WORDS("odesláno", "datum"),
            [WORDS_HEADER_TO] = WORDS("komu", "pro"),
            [WORDS_HEADER_CC] = WORDS("kopie"),
            [WORDS_HEADER_SUBJECT] = WORDS("předmět"),
            [WORDS_HEADER_RATING] = WORDS("důležitost", "priorita"),
            [WORDS_HEADER_FILES] = WORDS("přílohy"),
            [WORDS_PROGRAM_SENT] = WORDS("odesláno", "získat", "získejte", "stáhnout"),
            [WORDS_PROGRAM_MY] = WORDS("mého", "mé"),
            [WORDS_PROGRAM_FILLER] = WORDS("z", "ze", "pomocí", "pro", "systému", "klient"),
            [WORDS_PROGRAM_DEVICE] = WORDS("zařízení", "iphonu", "ipadu", "mobilu", "telefonu"),
            [WORDS_PROGRAM_LINE] =
                WORDS("tento e-mail byl zkontrolován na viry programem |", "bez virů. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("odpověď"),
            [WORDS_SUBJECT_FORWARD] = WORDS("fs"),
            [WORDS_SUBJECT_POINTER] = WORDS("viz předmět"),
            [WORDS_ABSENCE_SUBJECT] =
                WORDS("automatická odpověď", "mimo kancelář", "nepřítomnost", "nepřítomen"),
            [WORDS_ABSENCE_TEXT] = WORDS("mimo kancelář", "na dovolené"),
            [WORDS_DISCLAIMER_TITLE] = WORDS("upozornění:", "důvěrnost:"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("důvěrn"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("určen"),
        },
};
