/* he.h - Hebrew: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_he = {
    .language = "he",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("ראשון", "שני", "שלישי", "רביעי", "חמישי", "שישי", "שבת",
                                      "ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי",
                                      "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר"),
            [WORDS_DATE_FILLER] = WORDS("בשעה", "יום", "ב"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("בתאריך ", "ב-"),
            [WORDS_ATTRIBUTION_VERB] = WORDS("כתב"),
            [WORDS_ORIGINAL_LINE] = WORDS("הודעה מקורית"),
            [WORDS_HEADER_FROM] = WORDS("מאת"),
            [WORDS_HEADER_DATE] = WORDS("נשלח", "תאריך"),
            [WORDS_HEADER_TO] = WORDS("אל"),
            [WORDS_HEADER_CC] = WORDS("עותק"),
            [WORDS_HEADER_SUBJECT] = WORDS("נושא"),
            [WORDS_SUBJECT_REPLY] = WORDS("השב", "תגובה"),
            [WORDS_SUBJECT_FORWARD] = WORDS("הועבר"),
        },
};
