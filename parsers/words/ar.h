/* ar.h - Arabic: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_ar = {
    .language = "ar",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("الاثنين", "الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت",
                      "الأحد", "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو",
                      "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
            [WORDS_DATE_FILLER] = WORDS("ص", "م"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("في "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("كتب"),
            [WORDS_HEADER_FROM] = WORDS("من"),
            [WORDS_HEADER_DATE] = WORDS("تاريخ الإرسال", "التاريخ"),
            [WORDS_HEADER_TO] = WORDS("إلى"),
            [WORDS_HEADER_CC] = WORDS("نسخة"),
            [WORDS_HEADER_SUBJECT] = WORDS("الموضوع"),
            [WORDS_SUBJECT_REPLY] = WORDS("رد"),
            [WORDS_SUBJECT_FORWARD] = WORDS("إعادة توجيه"),
        },
};
