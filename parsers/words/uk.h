/* uk.h - Ukrainian: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_uk = {
    .language = "uk",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("понеділок", "вівторок", "середа", "четвер", "п", "ятниця", "субота",
                      "неділя", "січня", "лютого", "березня", "квітня", "травня", "червня", "липня",
                      "серпня", "вересня", "жовтня", "листопада", "грудня"),
            [WORDS_DATE_FILLER] = WORDS("у", "р", "о"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("у "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("пише", "написав"),
            [WORDS_ORIGINAL_LINE] = WORDS("оригінальне повідомлення"),
            [WORDS_HEADER_FROM] = WORDS("від"),
            [WORDS_HEADER_DATE] = WORDS("надіслано", "дата"),
            [WORDS_HEADER_CC] = WORDS("копія"),
            [WORDS_HEADER_SUBJECT] = WORDS("тема"),
            [WORDS_PROGRAM_SENT] = WORDS("надіслано", "завантажити"),
            [WORDS_PROGRAM_MY] = WORDS("мого"),
            [WORDS_PROGRAM_FILLER] = WORDS("з"),
            [WORDS_SUBJECT_REPLY] = WORDS("відп"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("автоматична відповідь"),
        },
};
