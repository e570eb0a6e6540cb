/* vi.h - Vietnamese: words that mail programs and people write. Only data; see words.h. */
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
