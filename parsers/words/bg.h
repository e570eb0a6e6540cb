/* bg.h - Bulgarian: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_bg = {
    .language = "bg",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("понеделник", "сряда", "четвъртък", "петък", "събота", "неделя", "януари",
                      "февруари", "март", "април", "май", "юни", "юли", "август", "септември",
                      "октомври", "ноември", "декември"),
            [WORDS_DATE_FILLER] = WORDS("ч"),
            [WORDS_ATTRIBUTION_VERB] = WORDS("написа"),
        },
};
