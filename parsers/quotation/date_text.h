/* date_text.h - whether a text is only a date, in any of the known languages. */
#pragma once

#include <glib.h>

typedef enum {
    DATE_TEXT_WHOLE,      /* a date, or a part of one ("Monday") */
    DATE_TEXT_FOREIGN,    /* digits and a few unknown words: perhaps a date */
    DATE_TEXT_WITH_WORDS, /* it has something that no date has */
} DateText;

/* `text`: one line of UTF-8. */
DateText date_text_read(const char *text);
