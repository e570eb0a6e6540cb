/* id.h - Indonesian and Malay: words that mail programs and people write. Only data; see
 * words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_id = {
    .language = "id",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("senin", "selasa", "rabu", "kamis", "jumat", "sabtu",
                                      "minggu", "maret", "agustus", "desember"),
            [WORDS_DATE_FILLER] = WORDS("pukul"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("pada "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("menulis"),
            [WORDS_ORIGINAL_LINE] = WORDS("pesan asli"),
            [WORDS_HEADER_FROM] = WORDS("dari"),
            [WORDS_HEADER_DATE] = WORDS("dikirim", "tanggal"),
            [WORDS_HEADER_TO] = WORDS("kepada"),
            [WORDS_HEADER_CC] = WORDS("tembusan"),
            [WORDS_HEADER_SUBJECT] = WORDS("subjek", "perihal"),
            [WORDS_PROGRAM_SENT] = WORDS("dikirim"),
            [WORDS_SUBJECT_REPLY] = WORDS("bls"),
            [WORDS_SUBJECT_FORWARD] = WORDS("trs"),
        },
};
