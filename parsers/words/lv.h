/* lv.h - Latvian: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_lv = {
    .language = "lv",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS(
                "pirmdiena", "otrdiena", "trešdiena", "ceturtdiena", "piektdiena", "sestdiena",
                "svētdiena", "janvāris", "februāris", "aprīlis", "maijs", "jūnijs", "jūlijs",
                "augusts", "septembris", "oktobris", "novembris", "decembris"),
            [WORDS_ATTRIBUTION_VERB] = WORDS("rakstīja"),
            [WORDS_HEADER_FROM] = WORDS("no"),
            [WORDS_HEADER_DATE] = WORDS("nosūtīts"),
            [WORDS_HEADER_TO] = WORDS("kam"),
            [WORDS_HEADER_SUBJECT] = WORDS("tema"),
            [WORDS_PROGRAM_SENT] = WORDS("nosūtīts"),
            [WORDS_SUBJECT_REPLY] = WORDS("atb"),
        },
};
