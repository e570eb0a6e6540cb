/* lt.h - Lithuanian: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_lt = {
    .language = "lt",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS(
                "pirmadienis", "antradienis", "trečiadienis", "ketvirtadienis", "penktadienis",
                "šeštadienis", "sekmadienis", "sausio", "vasario", "kovo", "balandžio", "gegužės",
                "birželio", "liepos", "rugpjūčio", "rugsėjo", "spalio", "lapkričio", "gruodžio"),
            [WORDS_ATTRIBUTION_VERB] = WORDS("rašė"),
            [WORDS_HEADER_FROM] = WORDS("nuo"),
            [WORDS_HEADER_DATE] = WORDS("išsiųsta"),
            [WORDS_HEADER_TO] = WORDS("kam"),
            [WORDS_HEADER_SUBJECT] = WORDS("tema"),
            [WORDS_PROGRAM_SENT] = WORDS("išsiųsta"),
        },
};
