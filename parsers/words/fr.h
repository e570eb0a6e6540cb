/* fr.h - French: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_fr = {
    .language = "fr",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
                      "janvier", "février", "fevrier", "mars", "avril", "juin", "juillet", "août",
                      "aout", "septembre", "octobre", "novembre", "décembre", "decembre"),
            [WORDS_DATE_FILLER] = WORDS("à", "le", "de", "du", "er"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("le ", "le jeu. ", "message du "),
            [WORDS_ATTRIBUTION_DATELESS] = WORDS("message du "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("a écrit", "a ecrit", "écrit :", "écrivait"),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("à", "du", "et", "ha", "la", "le", "par"),
            [WORDS_ORIGINAL_LINE] =
                WORDS("message d'origine", "message d’origine", "message original",
                      "message initial", "mail original", "e-mail d'origine"),
            [WORDS_FORWARD_LINE] =
                WORDS("message transféré", "message transmis", "début du message réexpédié",
                      "début du message transféré"),
            [WORDS_MARKER] = WORDS("au-dessus de cette ligne|"),
            [WORDS_HEADER_FROM] = WORDS("de", "de la", "expéditeur"),
            [WORDS_HEADER_DATE] = WORDS("date", "envoyé", "envoyé le", "envoyé à", "date d'envoi"),
            [WORDS_HEADER_TO] = WORDS("à", "pour", "destinataire", "destinataires"),
            [WORDS_HEADER_CC] = WORDS("copie", "copie à"),
            [WORDS_HEADER_SUBJECT] = WORDS("objet", "sujet"),
            [WORDS_HEADER_PERSON] = WORDS("répondre à"),
            [WORDS_HEADER_RATING] = WORDS("importance", "priorité"),
            [WORDS_HEADER_FILES] = WORDS("pièces jointes", "pièce jointe"),
            [WORDS_PROGRAM_SENT] = WORDS("envoyé", "envoye", "obtenez", "obtenir", "télécharger",
                                         "téléchargez", "provenance"),
            [WORDS_PROGRAM_MY] = WORDS("mon", "ma"),
            [WORDS_PROGRAM_FILLER] =
                WORDS("du", "depuis", "à", "partir", "avec", "par", "pour", "le", "la", "un", "une",
                      "courrier", "fautes", "erreurs", "excusez"),
            [WORDS_PROGRAM_DEVICE] = WORDS("téléphone", "appareil"),
            [WORDS_PROGRAM_LINE] =
                WORDS("l'absence de virus dans ce courrier électronique a été vérifiée par |",
                      "garanti sans virus. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("rép", "ré"),
            [WORDS_SUBJECT_FORWARD] = WORDS("tr", "trans"),
            [WORDS_SUBJECT_TAG] = WORDS("externe"),
            [WORDS_SUBJECT_POINTER] =
                WORDS("voir objet", "voir l objet", "voir sujet", "voir le sujet", "voir le titre",
                      "cf objet", "cf sujet", "tout est dans l objet", "tout est dans le titre"),
            [WORDS_ABSENCE_SUBJECT] =
                WORDS("réponse automatique", "reponse automatique", "absence du bureau",
                      "message d'absence", "absence", "absent du bureau", "absent(e) du bureau"),
            [WORDS_ABSENCE_SENTENCE] = WORDS("est absent"),
            [WORDS_ABSENCE_UNTIL] = WORDS("du ", "jusqu"),
            [WORDS_ABSENCE_TEXT] = WORDS("suis absent", "suis actuellement absent", "en congé"),
            [WORDS_DISCLAIMER_TITLE] =
                WORDS("avis de confidentialité", "clause de confidentialité", "avertissement"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("confidentiel"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("destinataire", "par erreur"),
            [WORDS_UNREAD_LOCAL_PART] = WORDS("-nepasrepondre-", "-ne-pas-repondre-"),
            [WORDS_STUB_WORD] = WORDS("afficher", "navigateur", "visualiser"),
        },
};
