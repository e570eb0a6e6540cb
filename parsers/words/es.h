/* es.h - Spanish: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_es = {
    .language = "es",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS(
                "lunes", "martes", "miércoles", "miercoles", "jueves", "viernes", "sábado",
                "sabado", "domingo", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
                "agosto", "septiembre", "setiembre", "octubre", "noviembre", "diciembre"),
            [WORDS_DATE_FILLER] = WORDS("el", "del", "las", "de", "a", "la"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("el ", "al ", "citando ", "mensaje citado por "),
            [WORDS_ATTRIBUTION_DATELESS] = WORDS("citando ", "mensaje citado por "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("escribió", "escribio", "escribe", "ha escrito",
                                             "citando ", "mensaje citado por "),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("de", "del", "el", "la", "las", "los", "por"),
            [WORDS_ORIGINAL_LINE] = WORDS("mensaje original", "correo original"),
            [WORDS_FORWARD_LINE] = WORDS("mensaje reenviado", "inicio del mensaje reenviado"),
            [WORDS_MARKER] = WORDS("por encima de esta línea|"),
            [WORDS_HEADER_FROM] = WORDS("de", "emisor", "remitente"),
            [WORDS_HEADER_DATE] =
                WORDS("enviado", "enviado el", "enviado a las", "fecha", "fecha de envío"),
            [WORDS_HEADER_TO] = WORDS("para", "a", "destinatario"),
            [WORDS_HEADER_CC] = WORDS("copia"),
            [WORDS_HEADER_SUBJECT] = WORDS("asunto"),
            [WORDS_HEADER_PERSON] = WORDS("responder a"),
            [WORDS_HEADER_RATING] = WORDS("importancia", "prioridad"),
            [WORDS_HEADER_FILES] = WORDS("datos adjuntos", "archivos adjuntos", "adjuntos"),
            [WORDS_PROGRAM_SENT] =
                WORDS("enviado", "enviada", "obtener", "obtén", "descarga", "descargar"),
            [WORDS_PROGRAM_MY] = WORDS("mi"),
            [WORDS_PROGRAM_FILLER] = WORDS("desde", "con", "para", "el", "una", "dispositivo"),
            [WORDS_PROGRAM_DEVICE] = WORDS("teléfono", "celular", "móvil"),
            [WORDS_PROGRAM_LINE] = WORDS(
                "el software de antivirus | ha analizado este correo electrónico en busca de virus",
                "libre de virus. |"),
            [WORDS_SUBJECT_REPLY] = WORDS("res"),
            [WORDS_SUBJECT_FORWARD] = WORDS("rv", "reenv"),
            [WORDS_SUBJECT_TAG] = WORDS("externo"),
            [WORDS_SUBJECT_POINTER] =
                WORDS("ver asunto", "ver el asunto", "véase asunto", "véase el asunto"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("respuesta automática", "respuesta automatica",
                                            "fuera de la oficina", "fuera de oficina", "ausencia"),
            [WORDS_ABSENCE_SENTENCE] = WORDS("está fuera de la oficina"),
            [WORDS_ABSENCE_UNTIL] = WORDS("hasta "),
            [WORDS_ABSENCE_TEXT] = WORDS("fuera de la oficina", "de vacaciones"),
            [WORDS_DISCLAIMER_TITLE] = WORDS("aviso legal", "aviso de confidencialidad"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("confidencial"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("destinatari", "por error"),
            [WORDS_UNREAD_LOCAL_PART] = WORDS("-noresponder-", "-no-responder-"),
            [WORDS_STUB_WORD] = WORDS("correo", "mensaje", "navegador", "visualizar"),
        },
};
