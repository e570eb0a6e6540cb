/* it.h - Italian: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_it = {
    .language = "it",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica",
                      "gennaio", "febbraio", "aprile", "maggio", "giugno", "luglio", "settembre",
                      "ottobre", "dicembre"),
            [WORDS_DATE_FILLER] = WORDS("alle", "ore", "il", "del", "la"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("il ", "il giorno ", "citando ", "ai "),
            [WORDS_ATTRIBUTION_DATELESS] = WORDS("citando "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("ha scritto", "scritto:", "scrive:", "citando "),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("da", "dei", "del", "della", "di", "ha"),
            [WORDS_ORIGINAL_LINE] = WORDS("messaggio originale", "messaggio originario"),
            [WORDS_FORWARD_LINE] = WORDS("messaggio inoltrato", "inizio messaggio inoltrato"),
            [WORDS_MARKER] = WORDS("sopra questa riga|", "sopra questa linea|"),
            [WORDS_HEADER_FROM] = WORDS("da", "mittente"),
            [WORDS_HEADER_DATE] = WORDS("inviato", "inviato il", "inviata", "data", "data invio"),
            [WORDS_HEADER_TO] = WORDS("a", "destinatario", "destinatari"),
            [WORDS_HEADER_CC] = WORDS("copia", "copia a"),
            [WORDS_HEADER_SUBJECT] = WORDS("oggetto"),
            [WORDS_HEADER_PERSON] = WORDS("rispondi a"),
            [WORDS_HEADER_RATING] = WORDS("importanza", "priorità"),
            [WORDS_HEADER_FILES] = WORDS("allegati", "allegato"),
            [WORDS_PROGRAM_SENT] = WORDS("inviato", "inviata", "ottieni", "scarica"),
            [WORDS_PROGRAM_MY] = WORDS("mio", "mia"),
            [WORDS_PROGRAM_FILLER] = WORDS("dal", "dalla", "con", "per", "il"),
            [WORDS_PROGRAM_DEVICE] = WORDS("telefono", "telefonu"),
            [WORDS_PROGRAM_LINE] =
                WORDS("questa e-mail è stata controllata per individuare virus con |",
                      "privo di virus. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("rif"),
            [WORDS_SUBJECT_FORWARD] = WORDS("i", "inoltra"),
            [WORDS_SUBJECT_TAG] = WORDS("esterno"),
            [WORDS_SUBJECT_POINTER] =
                WORDS("vedi oggetto", "vedere oggetto", "come da oggetto", "come in oggetto"),
            [WORDS_ABSENCE_SUBJECT] =
                WORDS("risposta automatica", "fuori ufficio", "fuori sede", "assenza"),
            [WORDS_ABSENCE_SENTENCE] = WORDS("è fuori ufficio"),
            [WORDS_ABSENCE_UNTIL] = WORDS("fino "),
            [WORDS_ABSENCE_TEXT] = WORDS("fuori ufficio", "in ferie"),
            [WORDS_DISCLAIMER_TITLE] =
                WORDS("avviso di riservatezza", "avvertenza legale", "nota di riservatezza"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("riservat", "confidenzial"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("destinatari", "per errore"),
            [WORDS_STUB_WORD] = WORDS("messaggio", "visualizza", "visualizzare"),
        },
};
