/* no.h - Norwegian: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_no = {
    .language = "no",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag",
                                      "søndag", "desember"),
            [WORDS_DATE_FILLER] = WORDS("kl", "klokken"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("på ", "i "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("skrev", "skreiv"),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("av", "og", "på", "fra", "kl"),
            [WORDS_ORIGINAL_LINE] =
                WORDS("opprinnelig melding", "original melding", "opprinnelig e-post"),
            [WORDS_FORWARD_LINE] = WORDS("videresendt melding", "start på videresendt melding"),
            [WORDS_HEADER_FROM] = WORDS("fra", "avsender"),
            [WORDS_HEADER_DATE] = WORDS("sendt", "dato"),
            [WORDS_HEADER_TO] = WORDS("til", "mottaker"),
            [WORDS_HEADER_CC] = WORDS("kopi"),
            [WORDS_HEADER_SUBJECT] = WORDS("emne"),
            [WORDS_HEADER_RATING] = WORDS("prioritet", "viktighet"),
            [WORDS_HEADER_FILES] = WORDS("vedlegg"),
            [WORDS_PROGRAM_SENT] = WORDS("sendt", "hent", "få"),
            [WORDS_PROGRAM_MY] = WORDS("min", "mitt"),
            [WORDS_PROGRAM_FILLER] = WORDS("fra", "med", "til", "en", "et", "din", "mobil"),
            [WORDS_PROGRAM_DEVICE] = WORDS("enhet", "mobiltelefon", "telefon"),
            [WORDS_PROGRAM_LINE] = WORDS("denne e-posten er sjekket for virus av |", "virusfri. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("sv", "svar"),
            [WORDS_SUBJECT_FORWARD] = WORDS("vid", "videresend"),
            [WORDS_SUBJECT_TAG] = WORDS("ekstern"),
            [WORDS_SUBJECT_POINTER] = WORDS("se emne", "se emnet", "se emnefelt", "se emnefeltet"),
            [WORDS_ABSENCE_SUBJECT] =
                WORDS("automatisk svar", "autosvar", "ikke til stede", "ikke på kontoret", "fravær",
                      "fraværende", "fraværsassistent"),
            [WORDS_ABSENCE_SENTENCE] = WORDS("er ikke på kontoret"),
            [WORDS_ABSENCE_UNTIL] = WORDS("til "),
            [WORDS_ABSENCE_TEXT] = WORDS("er på ferie", "ikke på kontoret"),
            [WORDS_DISCLAIMER_TITLE] = WORDS("ansvarsfraskrivelse"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("fortrolig", "konfidensiell"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("beregnet for", "beregnet på"),
        },
};
