/* ro.h - Romanian: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_ro = {
    .language = "ro",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică",
                      "ianuarie", "februarie", "martie", "aprilie", "iunie", "iulie", "septembrie",
                      "octombrie", "noiembrie", "decembrie"),
            [WORDS_DATE_FILLER] = WORDS("la", "ora"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("în ", "pe "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("a scris"),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("ad"),
            [WORDS_ORIGINAL_LINE] = WORDS("mesaj original", "mesajul original"),
            [WORDS_HEADER_FROM] = WORDS("de la"),
            [WORDS_HEADER_DATE] = WORDS("trimis", "data"),
            [WORDS_HEADER_TO] = WORDS("către", "catre"),
            [WORDS_HEADER_SUBJECT] = WORDS("subiect"),
            [WORDS_PROGRAM_SENT] = WORDS("trimis"),
            [WORDS_PROGRAM_FILLER] = WORDS("pe", "pentru", "sa", "i", "din"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("răspuns automat"),
        },
};
