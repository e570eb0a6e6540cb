/* zh.h - Chinese: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_zh = {
    .language = "zh",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日",
                      "星期天", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "週一",
                      "週二", "週三", "週四", "週五", "週六", "週日"),
            [WORDS_DATE_FILLER] = WORDS("年", "月", "日", "时", "時", "點", "点", "分", "秒",
                                        "上午", "下午", "凌晨", "早上", "晚上", "中午"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("在 ", "于 ", "在", "于"),
            [WORDS_ATTRIBUTION_VERB] = WORDS("写道", "寫道", "写到"),
            [WORDS_ORIGINAL_LINE] =
                WORDS("原始邮件", "原始信件", "原始郵件", "邮件原件", "回复的原邮件"),
            [WORDS_FORWARD_LINE] = WORDS("转发的邮件", "轉寄的郵件"),
            [WORDS_HEADER_FROM] = WORDS("发件人", "寄件者", "寄件人", "發件人", "发送人"),
            [WORDS_HEADER_DATE] = WORDS("发送时间", "发送日期", "日期", "時間", "时间", "寄件日期",
                                        "傳送時間", "送達時間"),
            [WORDS_HEADER_TO] = WORDS("收件人", "收件者"),
            [WORDS_HEADER_CC] = WORDS("抄送", "副本"),
            [WORDS_HEADER_SUBJECT] = WORDS("主题", "主旨", "主題"),
            [WORDS_HEADER_RATING] = WORDS("重要性"),
            [WORDS_HEADER_FILES] = WORDS("附件"),
            [WORDS_JOINED_OPENING] =
                WORDS("从我的", "从 我的", "發自我的", "发自我的", "寄自我的", "發送自"),
            [WORDS_JOINED_CLOSING] = WORDS("发送", "發送"),
            [WORDS_JOINED_DEVICE] = WORDS("手机", "手機"),
            [WORDS_SUBJECT_REPLY] = WORDS("回复", "回覆", "答复", "答覆"),
            [WORDS_SUBJECT_FORWARD] = WORDS("转发", "轉寄", "轉發"),
            [WORDS_SUBJECT_POINTER] = WORDS("见标题", "見標題"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("自动回复", "自動回覆", "自动答复", "外出"),
        },
};
