/* sk.h - Slovak: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_sk = {
    .language = "sk",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("pondelok", "utorok", "streda", "štvrtok", "piatok", "nedeľa",
                                      "januára", "februára", "apríla", "mája", "júna", "júla",
                                      "augusta", "septembra", "októbra", "novembra", "decembra"),
            [WORDS_DATE_FILLER] = WORDS("o", "v"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("dňa "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("napísal", "napísala"),
            [WORDS_ORIGINAL_LINE] = WORDS("pôvodná správa"),
            [WORDS_HEADER_FROM] = WORDS("od", "odosielateľ"),
            [WORDS_HEADER_DATE] = WORDS("odoslané", "dátum"),
            [WORDS_HEADER_TO] = WORDS("komu"),
            [WORDS_HEADER_CC] = WORDS("kópia"),
            [WORDS_HEADER_SUBJECT] = WORDS("predmet"),
            [WORDS_PROGRAM_SENT] = WORDS("odoslané", "získať"),
            [WORDS_PROGRAM_FILLER] = WORDS("z", "pomocou", "klient"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("automatická odpoveď", "mimo kancelárie"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("dôvern"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("určen"),
        },
};
