/* date_text.h - whether a text is a date and nothing else, in any of the languages that are known.
 */
#pragma once

#include <glib.h>

typedef enum {
    DATE_TEXT_WHOLE,      /* a date, or a part of one ("Monday") */
    DATE_TEXT_FOREIGN,    /* digits and a few words of which none is known: perhaps a date */
    DATE_TEXT_WITH_WORDS, /* there is something that no date has */
} DateText;

/* `text`: one line of UTF-8. */
DateText date_text_read(const char *text);
