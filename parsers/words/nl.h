/* nl.h - Dutch: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_nl = {
    .language = "nl",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag",
                                      "zaterdag", "zondag", "januari", "februari", "maart", "mrt",
                                      "mei", "juni", "juli", "augustus", "oktober"),
            [WORDS_DATE_FILLER] = WORDS("om", "uur", "op", "van", "de"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("op ", "op het moment "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("schreef", "geschreven"),
            [WORDS_ATTRIBUTION_PARTICLE] =
                WORDS("af", "de", "den", "het", "met", "op", "ten", "ter", "van"),
            [WORDS_ORIGINAL_LINE] =
                WORDS("originele bericht", "oorspronkelijk bericht", "origineel bericht",
                      "oorspronkelijk e-mailbericht", "originele e-mail"),
            [WORDS_FORWARD_LINE] =
                WORDS("doorgestuurd bericht", "begin doorgestuurd bericht", "doorgezonden bericht"),
            [WORDS_MARKER] = WORDS("boven deze regel|", "boven deze lijn|"),
            [WORDS_HEADER_FROM] = WORDS("van", "afzender"),
            [WORDS_HEADER_DATE] = WORDS("datum", "verzonden", "verstuurd", "verzonden op"),
            [WORDS_HEADER_TO] = WORDS("aan", "naar", "ontvanger", "geadresseerde"),
            [WORDS_HEADER_CC] = WORDS("kopie"),
            [WORDS_HEADER_SUBJECT] = WORDS("onderwerp", "betreft"),
            [WORDS_HEADER_PERSON] = WORDS("antwoord aan"),
            [WORDS_HEADER_RATING] = WORDS("belang", "urgentie", "prioriteit", "gevoeligheid"),
            [WORDS_HEADER_FILES] = WORDS("bijlagen", "bijlage"),
            [WORDS_PROGRAM_SENT] =
                WORDS("verzonden", "verstuurd", "gestuurd", "ophalen", "downloaden"),
            [WORDS_PROGRAM_MY] = WORDS("mijn"),
            [WORDS_PROGRAM_FILLER] = WORDS("vanaf", "vanuit", "met", "voor", "een", "de", "het",
                                           "mobiele", "typefouten"),
            [WORDS_PROGRAM_DEVICE] =
                WORDS("telefoon", "mobiel", "toestel", "apparaat", "berichten"),
            [WORDS_PROGRAM_LINE] =
                WORDS("onderweg verzonden", "deze e-mail is gecontroleerd op virussen door |",
                      "deze e-mail is door | gecontroleerd op virussen", "virusvrij. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("antw", "betr", "antwoord", "betreft"),
            [WORDS_SUBJECT_FORWARD] = WORDS("doorst", "doorgestuurd"),
            [WORDS_SUBJECT_TAG] = WORDS("extern", "externe mail", "extern e-mail"),
            [WORDS_SUBJECT_POINTER] =
                WORDS("zie onderwerp", "zie het onderwerp", "zie titel", "zie boven",
                      "zie onderwerpregel", "graag zie onderwerp"),
            [WORDS_ABSENCE_SUBJECT] =
                WORDS("automatisch antwoord", "automatische reactie", "automatisch bericht",
                      "automatische beantwoording", "afwezig", "afwezigheid", "afwezigheidsmelding",
                      "afwezigheidsbericht", "niet aanwezig"),
            [WORDS_ABSENCE_SENTENCE] = WORDS("is niet aanwezig", "is afwezig"),
            [WORDS_ABSENCE_UNTIL] = WORDS("tot ", "van ", "t/m "),
            [WORDS_ABSENCE_TEXT] =
                WORDS("niet aanwezig", "ben afwezig", "op vakantie", "niet op kantoor"),
            [WORDS_DISCLAIMER_TITLE] =
                WORDS("disclaimer", "vertrouwelijkheidsverklaring", "proclaimer"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("vertrouwelijk"),
            [WORDS_DISCLAIMER_RECIPIENT] =
                WORDS("bestemd voor", "geadresseerde", "beoogde ontvanger"),
            [WORDS_DISCLAIMER_FOOTER] = WORDS("uitsluitend bestemd"),
            [WORDS_UNREAD_LOCAL_PART] = WORDS("-nietbeantwoorden-", "-niet-beantwoorden-",
                                              "-geen-antwoord-", "-geenantwoord-"),
            [WORDS_STUB_WORD] = WORDS("bekijk", "bekijken", "weergeven", "bericht"),
        },
};
