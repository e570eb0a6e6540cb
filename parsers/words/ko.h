/* ko.h - Korean: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_ko = {
    .language = "ko",
    .lists =
        {
            [WORDS_DATE_NAME] =
                WORDS("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
            [WORDS_DATE_FILLER] = WORDS("년", "월", "일", "시", "분", "초", "오전", "오후"),
            [WORDS_ATTRIBUTION_VERB] = WORDS("님이 작성", "작성:", "작성："),
            [WORDS_ORIGINAL_LINE] = WORDS("원본 메시지", "원본 메일"),
            [WORDS_HEADER_FROM] = WORDS("보낸 사람", "보낸사람", "발신"),
            [WORDS_HEADER_DATE] = WORDS("보낸 날짜", "보낸 시간", "날짜", "일시"),
            [WORDS_HEADER_TO] = WORDS("받는 사람", "받는사람", "수신"),
            [WORDS_HEADER_CC] = WORDS("참조"),
            [WORDS_HEADER_SUBJECT] = WORDS("제목"),
            [WORDS_HEADER_RATING] = WORDS("중요도", "重要度"),
            [WORDS_HEADER_FILES] = WORDS("첨부 파일"),
            [WORDS_JOINED_OPENING] = WORDS("나의 "),
            [WORDS_JOINED_CLOSING] = WORDS("를 입수", "에서 보냄", "에서 전송"),
            [WORDS_JOINED_DEVICE] = WORDS("휴대폰"),
            [WORDS_SUBJECT_REPLY] = WORDS("회신", "답장"),
            [WORDS_SUBJECT_FORWARD] = WORDS("전달"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("자동 회신", "부재중"),
        },
};
