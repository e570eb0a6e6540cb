/* hr.h - Croatian, Serbian and Bosnian: words that mail programs and people write. Only data;
 * see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_hr = {
    .language = "hr",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("ponedjeljak", "ponedeljak", "utorak", "srijeda", "sreda", "četvrtak",
                      "petak", "subota", "nedjelja", "nedelja", "siječnja", "veljače", "ožujka",
                      "travnja", "svibnja", "lipnja", "srpnja", "kolovoza", "rujna", "listopada",
                      "studenoga", "prosinca"),
            [WORDS_DATE_FILLER] = WORDS("u", "i"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("dana ", "u "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("je napisao", "napisao", "napisala"),
            [WORDS_ORIGINAL_LINE] = WORDS("izvorna poruka"),
            [WORDS_HEADER_FROM] = WORDS("šalje", "od"),
            [WORDS_HEADER_DATE] = WORDS("poslano", "poslato"),
            [WORDS_HEADER_TO] = WORDS("za", "prima"),
            [WORDS_HEADER_SUBJECT] = WORDS("predmet", "naslov", "tema"),
            [WORDS_PROGRAM_SENT] = WORDS("poslano"),
            [WORDS_PROGRAM_MY] = WORDS("moga", "mog"),
            [WORDS_PROGRAM_FILLER] = WORDS("sa"),
            [WORDS_SUBJECT_REPLY] = WORDS("odg"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("automatski odgovor"),
        },
};
