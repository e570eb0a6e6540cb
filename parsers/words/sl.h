/* sl.h - Slovene: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_sl = {
    .language = "sl",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("ponedeljek", "torek", "četrtek", "petek", "nedelja", "januarja", "februarja",
                      "aprila", "junija", "julija", "avgusta", "oktobra"),
            [WORDS_DATE_FILLER] = WORDS("i"),
            [WORDS_ATTRIBUTION_VERB] = WORDS("je napisal"),
            [WORDS_ORIGINAL_LINE] = WORDS("izvirno sporočilo"),
            [WORDS_HEADER_FROM] = WORDS("pošiljatelj", "od"),
            [WORDS_HEADER_TO] = WORDS("za"),
            [WORDS_HEADER_SUBJECT] = WORDS("zadeva"),
            [WORDS_PROGRAM_SENT] = WORDS("poslano"),
            [WORDS_PROGRAM_FILLER] = WORDS("i"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("samodejni odgovor"),
        },
};
