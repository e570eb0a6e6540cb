/* ja.h - Japanese: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_ja = {
    .language = "ja",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日", "月曜",
                      "火曜", "水曜", "木曜", "金曜", "土曜", "日曜", "火", "水", "木", "金", "土"),
            [WORDS_DATE_FILLER] = WORDS("年", "月", "日", "時", "分", "秒", "午前", "午後"),
            [WORDS_ATTRIBUTION_VERB] = WORDS("作成", "さんは書きました", "書きました",
                                             "さんのメール", "のメール", "さんからのメール"),
            [WORDS_ORIGINAL_LINE] = WORDS("元のメッセージ", "元のメール", "オリジナルメッセージ"),
            [WORDS_FORWARD_LINE] = WORDS("転送されたメッセージ", "転送メッセージ"),
            [WORDS_MARKER] = WORDS("この行より上|"),
            [WORDS_HEADER_FROM] = WORDS("差出人", "送信者"),
            [WORDS_HEADER_DATE] = WORDS("送信日時", "送信", "日時", "日付"),
            [WORDS_HEADER_TO] = WORDS("宛先"),
            [WORDS_HEADER_CC] = WORDS("参照"),
            [WORDS_HEADER_SUBJECT] = WORDS("件名"),
            [WORDS_HEADER_RATING] = WORDS("重要度"),
            [WORDS_HEADER_FILES] = WORDS("添付ファイル"),
            [WORDS_JOINED_CLOSING] = WORDS("から送信", "から送信されました", "を入手"),
            [WORDS_JOINED_DEVICE] = WORDS("携帯", "スマートフォン"),
            [WORDS_SUBJECT_REPLY] = WORDS("返信"),
            [WORDS_SUBJECT_FORWARD] = WORDS("転送"),
            [WORDS_SUBJECT_TAG] = WORDS("外部"),
            [WORDS_SUBJECT_POINTER] = WORDS("件名の通り"),
            [WORDS_ABSENCE_SUBJECT] =
                WORDS("自動応答", "自動返信", "不在", "不在通知", "不在のお知らせ"),
            [WORDS_ABSENCE_SENTENCE] = WORDS("このメールは自動返信"),
            [WORDS_ABSENCE_TEXT] = WORDS("不在にしております", "休暇"),
        },
};
