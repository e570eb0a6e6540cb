/* da.h - Danish: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_da = {
    .language = "da",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("mandag", "tirsdag", "lørdag", "søndag", "marts", "desember"),
            [WORDS_DATE_FILLER] = WORDS("kl", "klokken", "den"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("den ", "på "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("skrev"),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("af", "og", "på", "fra", "kl"),
            [WORDS_ORIGINAL_LINE] =
                WORDS("oprindelig meddelelse", "oprindelig besked", "original meddelelse"),
            [WORDS_FORWARD_LINE] = WORDS("videresendt meddelelse", "videresendt besked",
                                         "start på videresendt besked"),
            [WORDS_MARKER] = WORDS("over denne linje|"),
            [WORDS_HEADER_FROM] = WORDS("fra", "afsender"),
            [WORDS_HEADER_DATE] = WORDS("sendt", "dato"),
            [WORDS_HEADER_TO] = WORDS("til", "modtager"),
            [WORDS_HEADER_CC] = WORDS("kopi"),
            [WORDS_HEADER_SUBJECT] = WORDS("emne"),
            [WORDS_HEADER_PERSON] = WORDS("svar til"),
            [WORDS_HEADER_RATING] = WORDS("vigtighed", "prioritet"),
            [WORDS_HEADER_FILES] = WORDS("vedhæftede filer", "vedhæftet fil"),
            [WORDS_PROGRAM_SENT] = WORDS("sendt", "hent", "få"),
            [WORDS_PROGRAM_MY] = WORDS("min"),
            [WORDS_PROGRAM_FILLER] =
                WORDS("fra", "med", "til", "en", "et", "din", "mobil", "mobilen"),
            [WORDS_PROGRAM_DEVICE] = WORDS("enhed", "mobiltelefon", "telefon"),
            [WORDS_PROGRAM_LINE] =
                WORDS("denne e-mail er blevet tjekket for virus af |", "virusfri. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("sv", "svar"),
            [WORDS_SUBJECT_FORWARD] = WORDS("vid", "videresend"),
            [WORDS_SUBJECT_TAG] = WORDS("ekstern"),
            [WORDS_SUBJECT_POINTER] = WORDS("se emne", "se emnet", "se emnefelt", "se emnefeltet"),
            [WORDS_ABSENCE_SUBJECT] =
                WORDS("automatisk svar", "autosvar", "ikke til stede", "ikke på kontoret", "fravær",
                      "fraværende", "fraværsmeddelelse"),
            [WORDS_ABSENCE_SENTENCE] = WORDS("er ikke på kontoret"),
            [WORDS_ABSENCE_UNTIL] = WORDS("til "),
            [WORDS_ABSENCE_TEXT] = WORDS("er på ferie", "ikke på kontoret"),
            [WORDS_DISCLAIMER_TITLE] = WORDS("ansvarsfraskrivelse", "fortrolighedserklæring"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("fortrolig"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("tiltænkt", "beregnet for", "beregnet på"),
            [WORDS_STUB_WORD] = WORDS("besked"),
        },
};
