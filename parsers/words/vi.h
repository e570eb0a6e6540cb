/* vi.h - Vietnamese: what mail programs and people write in it. Data alone; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_vi = {
    .language = "vi",
    .lists =
        {
            [WORDS_ATTRIBUTION_OPENING] = WORDS("vào "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("đã viết", "viết:"),
        },
};
