/* ca.h - Catalan: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_ca = {
    .language = "ca",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("dilluns", "dimarts", "dimecres", "dijous", "divendres",
                                      "dissabte", "diumenge", "gener", "febrer", "març", "maig",
                                      "juny", "juliol", "agost", "setembre", "desembre"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("el ", "al "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("va escriure"),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("al", "has"),
            [WORDS_HEADER_DATE] = WORDS("data"),
            [WORDS_PROGRAM_SENT] = WORDS("enviat"),
        },
};
