/* fi.h - Finnish: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_fi = {
    .language = "fi",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS(
                "maanantai", "maanantaina", "tiistai", "tiistaina", "keskiviikko", "keskiviikkona",
                "torstai", "torstaina", "perjantai", "perjantaina", "lauantai", "lauantaina",
                "sunnuntai", "sunnuntaina", "tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta",
                "toukokuuta", "kesäkuuta", "heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta",
                "marraskuuta", "joulukuuta", "ma", "ti", "ke", "to", "pe", "la", "su"),
            [WORDS_DATE_FILLER] = WORDS("klo"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("kun "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("kirjoitti"),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("klo"),
            [WORDS_ORIGINAL_LINE] = WORDS("alkuperäinen viesti"),
            [WORDS_FORWARD_LINE] = WORDS("välitetty viesti"),
            [WORDS_HEADER_FROM] = WORDS("lähettäjä"),
            [WORDS_HEADER_DATE] = WORDS("lähetetty", "päivämäärä", "päiväys"),
            [WORDS_HEADER_TO] = WORDS("vastaanottaja"),
            [WORDS_HEADER_SUBJECT] = WORDS("aihe"),
            [WORDS_HEADER_RATING] = WORDS("tärkeys"),
            [WORDS_HEADER_FILES] = WORDS("liitteet"),
            [WORDS_PROGRAM_SENT] = WORDS("hanki", "lähetetty", "lataa"),
            [WORDS_PROGRAM_DEVICE] =
                WORDS("puhelimesta", "puhelin", "iphonesta", "ipadista", "androidista"),
            [WORDS_PROGRAM_LINE] =
                WORDS("tämä sähköposti on tarkistettu virusten varalta |", "viruksesta vapaa. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("vs"),
            [WORDS_SUBJECT_FORWARD] = WORDS("vl"),
            [WORDS_SUBJECT_POINTER] = WORDS("katso otsikko", "ks otsikko"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("automaattinen vastaus", "poissa"),
            [WORDS_DISCLAIMER_TITLE] = WORDS("vastuuvapauslauseke"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("luottamuksel"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("tarkoitettu"),
        },
};
