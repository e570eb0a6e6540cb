/* pt.h - Portuguese: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_pt = {
    .language = "pt",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("segunda", "terça", "quarta", "quinta", "sexta", "janeiro",
                                      "fevereiro", "março", "maio", "junho", "julho", "setembro",
                                      "outubro", "novembro", "dezembro"),
            [WORDS_DATE_FILLER] = WORDS("feira", "às", "em", "de"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("em ", "no ", "a ", "citando "),
            [WORDS_ATTRIBUTION_DATELESS] = WORDS("citando "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("escreveu", "escreveram", "citando "),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("da", "das", "do", "dos", "às", "um", "por"),
            [WORDS_ORIGINAL_LINE] = WORDS("mensagem original", "mensagem de origem"),
            [WORDS_FORWARD_LINE] =
                WORDS("mensagem encaminhada", "mensagem reencaminhada",
                      "início da mensagem encaminhada", "início da mensagem reencaminhada"),
            [WORDS_MARKER] = WORDS("acima desta linha|"),
            [WORDS_HEADER_FROM] = WORDS("de", "remetente"),
            [WORDS_HEADER_DATE] =
                WORDS("enviada em", "enviado em", "enviada", "enviado às", "data"),
            [WORDS_HEADER_TO] = WORDS("para", "destinatário"),
            [WORDS_HEADER_CC] = WORDS("copia"),
            [WORDS_HEADER_SUBJECT] = WORDS("assunto"),
            [WORDS_HEADER_PERSON] = WORDS("responder a"),
            [WORDS_HEADER_RATING] = WORDS("importância", "prioridade"),
            [WORDS_HEADER_FILES] = WORDS("anexos", "anexo"),
            [WORDS_PROGRAM_SENT] =
                WORDS("enviado", "enviada", "obter", "obtenha", "baixar", "baixe", "transferir"),
            [WORDS_PROGRAM_MY] = WORDS("meu", "minha"),
            [WORDS_PROGRAM_FILLER] =
                WORDS("do", "da", "pelo", "pela", "com", "o", "no", "em", "dispositivo"),
            [WORDS_PROGRAM_DEVICE] = WORDS("telefone", "telemóvel", "celular"),
            [WORDS_PROGRAM_LINE] =
                WORDS("este e-mail foi verificado quanto a vírus por |",
                      "este e-mail foi analisado pelo | antivírus", "livre de vírus. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("res"),
            [WORDS_SUBJECT_FORWARD] = WORDS("enc"),
            [WORDS_SUBJECT_TAG] = WORDS("externo"),
            [WORDS_SUBJECT_POINTER] =
                WORDS("ver assunto", "ver o assunto", "vide assunto", "conforme assunto"),
            [WORDS_ABSENCE_SUBJECT] =
                WORDS("resposta automática", "resposta automatica", "fora do escritório",
                      "ausência temporária", "ausente do escritório"),
            [WORDS_ABSENCE_UNTIL] = WORDS("até "),
            [WORDS_ABSENCE_TEXT] = WORDS("fora do escritório", "de férias"),
            [WORDS_DISCLAIMER_TITLE] = WORDS("aviso legal", "aviso de confidencialidade"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("confidencial"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("por engano"),
            [WORDS_UNREAD_LOCAL_PART] = WORDS("-naoresponda-", "-nao-responda-"),
            [WORDS_STUB_WORD] = WORDS("mensagem", "navegador", "visualizar"),
        },
};
