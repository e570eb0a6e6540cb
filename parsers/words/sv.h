/* sv.h - Swedish: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_sv = {
    .language = "sv",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag",
                                      "söndag", "augusti", "maj"),
            [WORDS_DATE_FILLER] = WORDS("kl", "den"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("den ", "på "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("skrev"),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("av", "från", "och", "vid", "kl"),
            [WORDS_ORIGINAL_LINE] = WORDS("originalmeddelande", "ursprungligt meddelande"),
            [WORDS_FORWARD_LINE] =
                WORDS("vidarebefordrat meddelande", "vidarebefordrat brev", "vidarebefordrat mejl"),
            [WORDS_MARKER] = WORDS("ovanför denna rad|"),
            [WORDS_HEADER_FROM] = WORDS("från", "avsändare"),
            [WORDS_HEADER_DATE] = WORDS("skickat", "skickades", "datum"),
            [WORDS_HEADER_TO] = WORDS("till", "mottagare"),
            [WORDS_HEADER_CC] = WORDS("kopia"),
            [WORDS_HEADER_SUBJECT] = WORDS("ämne"),
            [WORDS_HEADER_PERSON] = WORDS("svara till"),
            [WORDS_HEADER_RATING] = WORDS("prioritet"),
            [WORDS_HEADER_FILES] = WORDS("bilagor", "bilaga"),
            [WORDS_PROGRAM_SENT] = WORDS("skickat", "skickad", "skickades", "skaffa", "hämta"),
            [WORDS_PROGRAM_MY] = WORDS("min", "mitt"),
            [WORDS_PROGRAM_FILLER] =
                WORDS("från", "för", "med", "till", "en", "din", "mobil", "mobilen", "systemet"),
            [WORDS_PROGRAM_DEVICE] = WORDS("enhet", "mobiltelefon", "telefon"),
            [WORDS_PROGRAM_LINE] =
                WORDS("denna e-post har genomsökts efter virus av |", "virusfri. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("sv", "svar"),
            [WORDS_SUBJECT_FORWARD] = WORDS("vb"),
            [WORDS_SUBJECT_TAG] = WORDS("extern"),
            [WORDS_SUBJECT_POINTER] =
                WORDS("se ämne", "se ämnet", "se ämnesraden", "se rubrik", "se rubriken"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("automatiskt svar", "automatiskt svar utanför kontoret",
                                            "autosvar", "frånvaro", "frånvarande"),
            [WORDS_ABSENCE_SENTENCE] = WORDS("är inte på kontoret"),
            [WORDS_ABSENCE_UNTIL] = WORDS("till "),
            [WORDS_ABSENCE_TEXT] = WORDS("på semester", "inte på kontoret"),
            [WORDS_DISCLAIMER_TITLE] = WORDS("ansvarsfriskrivning"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("konfidentiell"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("avsedd för", "avsedda mottagare"),
            [WORDS_STUB_WORD] = WORDS("webbläsare", "meddelande"),
        },
};
