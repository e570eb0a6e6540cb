/* hu.h - Hungarian: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_hu = {
    .language = "hu",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("hétfő", "kedd", "szerda", "csütörtök", "péntek", "szombat", "vasárnap",
                      "január", "február", "március", "április", "május", "június", "július",
                      "augusztus", "szeptember", "október"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("a "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("írta"),
            [WORDS_ORIGINAL_LINE] = WORDS("eredeti üzenet"),
            [WORDS_FORWARD_LINE] = WORDS("továbbított üzenet"),
            [WORDS_HEADER_FROM] = WORDS("feladó"),
            [WORDS_HEADER_DATE] = WORDS("dátum", "elküldve", "küldve", "küldés ideje"),
            [WORDS_HEADER_TO] = WORDS("címzett"),
            [WORDS_HEADER_CC] = WORDS("másolatot kap", "másolat"),
            [WORDS_HEADER_SUBJECT] = WORDS("tárgy"),
            [WORDS_PROGRAM_SENT] = WORDS("küldve"),
            [WORDS_SUBJECT_REPLY] = WORDS("vá"),
            [WORDS_SUBJECT_FORWARD] = WORDS("továbbítás"),
            [WORDS_SUBJECT_POINTER] = WORDS("lásd a tárgyat", "lásd tárgy"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("automatikus válasz", "házon kívül"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("bizalmas"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("címzett"),
        },
};
