/* de.h - German: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_de = {
    .language = "de",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("montag", "dienstag", "mittwoch", "donnerstag", "freitag",
                                      "samstag", "sonnabend", "sonntag", "januar", "jänner",
                                      "februar", "märz", "mrz", "mai", "dezember"),
            [WORDS_DATE_FILLER] = WORDS("um", "uhr", "den", "der", "mez", "mesz"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("am ", "zitat von "),
            [WORDS_ATTRIBUTION_DATELESS] = WORDS("zitat von "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("schrieb", "geschrieben", "zitat von "),
            [WORDS_ATTRIBUTION_PARTICLE] =
                WORDS("das", "der", "des", "mit", "um", "uhr", "und", "vom", "von", "zu", "zum"),
            [WORDS_ORIGINAL_LINE] =
                WORDS("original-nachricht", "originalnachricht", "ursprüngliche nachricht",
                      "ursprungliche nachricht", "ursprüngliche mail"),
            [WORDS_FORWARD_LINE] =
                WORDS("weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
                      "weitergeleitet von"),
            [WORDS_MARKER] = WORDS("oberhalb dieser zeile|", "über dieser zeile|antwort"),
            [WORDS_HEADER_FROM] = WORDS("von", "absender", "von/from"),
            [WORDS_HEADER_DATE] = WORDS("gesendet", "gesendet am", "datum"),
            [WORDS_HEADER_TO] = WORDS("an", "empfänger"),
            [WORDS_HEADER_CC] = WORDS("kopie", "kopie (cc)"),
            [WORDS_HEADER_SUBJECT] = WORDS("betreff"),
            [WORDS_HEADER_PERSON] = WORDS("antwort an"),
            [WORDS_HEADER_RATING] = WORDS("wichtigkeit", "priorität", "vertraulichkeit"),
            [WORDS_HEADER_FILES] = WORDS("anlagen", "anlage"),
            [WORDS_PROGRAM_SENT] =
                WORDS("gesendet", "versendet", "geschickt", "holen", "hol", "laden"),
            [WORDS_PROGRAM_MY] = WORDS("meinem", "meiner"),
            [WORDS_PROGRAM_FILLER] =
                WORDS("von", "vom", "aus", "mit", "dem", "der", "für", "über", "unterwegs", "sie",
                      "sich", "diese", "nachricht", "wurde", "tippfehler", "entschuldigen"),
            [WORDS_PROGRAM_DEVICE] = WORDS("handy", "gerät", "mobiltelefon"),
            [WORDS_PROGRAM_LINE] =
                WORDS("von unterwegs gesendet", "diese e-mail wurde von | auf viren geprüft",
                      "virenfrei. |", "virusfrei. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("aw", "antw", "antwort", "antw."),
            [WORDS_SUBJECT_FORWARD] = WORDS("wg", "weitergeleitet"),
            [WORDS_SUBJECT_TAG] = WORDS("extern", "extern e-mail"),
            [WORDS_SUBJECT_POINTER] = WORDS(
                "siehe betreff", "siehe den betreff", "siehe betreffzeile", "s betreff", "s o",
                "siehe oben", "wie im betreff", "bitte siehe betreff", "betreff sagt alles"),
            [WORDS_ABSENCE_SUBJECT] =
                WORDS("automatische antwort", "automatische rückantwort", "abwesenheit",
                      "abwesenheitsnotiz", "abwesenheitsnachricht", "abwesenheitsbenachrichtigung",
                      "abwesenheitsmeldung", "abwesend", "ausser haus", "nicht im büro"),
            [WORDS_ABSENCE_SENTENCE] =
                WORDS("ist ausser haus", "ist nicht im büro", "ist abwesend"),
            [WORDS_ABSENCE_UNTIL] = WORDS("bis ", "vom ", "von "),
            [WORDS_ABSENCE_TEXT] =
                WORDS("nicht im büro", "ausser haus", "bin abwesend", "im urlaub"),
            [WORDS_DISCLAIMER_TITLE] = WORDS("haftungsausschluss", "vertraulichkeitshinweis",
                                             "rechtlicher hinweis", "rechtliche hinweise"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("vertraulich"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS(
                "nicht der richtige adressat", "nicht der beabsichtigte", "bestimmten empfänger",
                "vorgesehenen empfänger", "ausschliesslich für den", "irrtümlich erhalten"),
            [WORDS_UNREAD_LOCAL_PART] =
                WORDS("-nichtantworten-", "-nicht-antworten-", "-keine-antwort-"),
            [WORDS_STUB_WORD] =
                WORDS("webseite", "nachricht", "lesen", "anzeigen", "angezeigt", "mailprogramm"),
        },
};
