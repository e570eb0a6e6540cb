/* et.h - Estonian: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_et = {
    .language = "et",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("esmaspäev", "teisipäev", "kolmapäev", "neljapäev", "reede",
                                      "laupäev", "pühapäev", "jaanuar", "veebruar", "märts",
                                      "aprill", "juuni", "juuli", "detsember"),
            [WORDS_ATTRIBUTION_VERB] = WORDS("kirjutas"),
            [WORDS_HEADER_FROM] = WORDS("saatja"),
            [WORDS_HEADER_DATE] = WORDS("saadetud"),
            [WORDS_HEADER_TO] = WORDS("saaja"),
            [WORDS_HEADER_SUBJECT] = WORDS("teema"),
            [WORDS_PROGRAM_SENT] = WORDS("saadetud"),
        },
};
