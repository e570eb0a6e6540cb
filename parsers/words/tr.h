/* tr.h - Turkish: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_tr = {
    .language = "tr",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar",
                      "ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos",
                      "eylül", "ekim", "kasım", "aralık"),
            [WORDS_DATE_FILLER] = WORDS("saat"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("tarihinde "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("yazdı"),
            [WORDS_ORIGINAL_LINE] = WORDS("orijinal mesaj", "özgün ileti"),
            [WORDS_HEADER_FROM] = WORDS("gönderen", "kimden"),
            [WORDS_HEADER_DATE] = WORDS("gönderildi", "gönderilme", "gönderme tarihi", "tarih"),
            [WORDS_HEADER_TO] = WORDS("kime", "alıcı", "kimə"),
            [WORDS_HEADER_CC] = WORDS("bilgi"),
            [WORDS_HEADER_SUBJECT] = WORDS("konu"),
            [WORDS_PROGRAM_SENT] = WORDS("gönderildi", "edinin"),
            [WORDS_PROGRAM_DEVICE] = WORDS("telefon"),
            [WORDS_SUBJECT_REPLY] = WORDS("ynt"),
            [WORDS_SUBJECT_FORWARD] = WORDS("ilt", "i̇lt"),
            [WORDS_SUBJECT_POINTER] = WORDS("konuya bakınız"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("otomatik yanıt", "ofis dışında"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("gizli"),
        },
};
