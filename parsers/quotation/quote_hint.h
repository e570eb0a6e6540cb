/* quote_hint.h - what the HTML part of a mail marks as quotation, found again in its plain text. */
#pragma once

#include "parsers/quotation/segments.h"
#include "parsers/text/html_text.h"

/* Adds a QuotedRange to `ranges` for each quotation of `html` that the plain text, in `text` from
 * octet `start` on, has, too. Letters and digits are compared, for programs wrap and mark lines in
 * their own ways. */
void quote_hint_add(const char *text, gsize start, const HtmlText *html, GArray *ranges);
