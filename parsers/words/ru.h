/* ru.h - Russian: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_ru = {
    .language = "ru",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS(
                "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
                "пн", "вт", "ср", "чт", "пт", "сб", "вс", "января", "февраля", "марта", "апреля",
                "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"),
            [WORDS_DATE_FILLER] = WORDS("в", "г"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("в ", "на "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("написал", "пишет"),
            [WORDS_ATTRIBUTION_PARTICLE] = WORDS("и", "в", "у"),
            [WORDS_ORIGINAL_LINE] = WORDS("исходное сообщение", "оригинальное сообщение"),
            [WORDS_FORWARD_LINE] = WORDS("пересылаемое сообщение", "пересланное сообщение",
                                         "начало переадресованного сообщения"),
            [WORDS_HEADER_FROM] = WORDS("от"),
            [WORDS_HEADER_DATE] = WORDS("отправлено", "дата", "дата и время"),
            [WORDS_HEADER_TO] = WORDS("кому"),
            [WORDS_HEADER_CC] = WORDS("копия"),
            [WORDS_HEADER_SUBJECT] = WORDS("тема"),
            [WORDS_HEADER_RATING] = WORDS("важность"),
            [WORDS_HEADER_FILES] = WORDS("вложения"),
            [WORDS_PROGRAM_SENT] = WORDS("отправлено", "скачать", "скачайте"),
            [WORDS_PROGRAM_MY] = WORDS("моего", "моей"),
            [WORDS_PROGRAM_FILLER] = WORDS("с", "из", "от", "для", "помощью", "из-под"),
            [WORDS_PROGRAM_DEVICE] = WORDS("айфона", "телефона", "смартфона", "яндекс", "почты"),
            [WORDS_SUBJECT_REPLY] = WORDS("отв", "ответ"),
            [WORDS_SUBJECT_FORWARD] = WORDS("пересл"),
            [WORDS_SUBJECT_POINTER] = WORDS("см тему"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("автоматический ответ", "автоответ", "вне офиса"),
            [WORDS_DISCLAIMER_SECRECY] = WORDS("конфиденциальн"),
            [WORDS_DISCLAIMER_RECIPIENT] = WORDS("адресат"),
        },
};
