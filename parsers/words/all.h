/* all.h - words that several languages share. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_all = {
    .language = "all",
    .lists =
        {
            [WORDS_DATE_FILLER] =
                WORDS("am", "pm", "a", "p", "m", "st", "t", "z", "h", "gmt", "utc", "cet", "cest",
                      "wet", "west", "eet", "eest", "bst", "ist", "est", "edt", "cst", "cdt", "mst",
                      "mdt", "pst", "pdt", "msk", "jst", "kst"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("kl. "),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("bin", "ibn", "ap", "gmt", "utc", "am", "pm", "s",
                                                 "h", "e", "y", "o", "i", "a", "w", "z", "te"),
            [WORDS_HEADER_CC] = WORDS("cc", "bcc"),
            [WORDS_SUBJECT_REPLY] = WORDS("re", "ref", "rsp", "resp", "r"),
            [WORDS_SUBJECT_FORWARD] = WORDS("fwd", "fw"),
        },
};
