/* quote_hint.h - finds the quotations of the HTML part in the plain text of the same mail. */
#pragma once

#include "parsers/quotation/segments.h"
#include "parsers/text/html_text.h"

/* Adds a QuotedRange to `ranges` for each quotation of `html` that is also in the plain text
 * (`text` from octet `start` on). Compares letters and digits only, because programs wrap and mark
 * lines differently. */
void quote_hint_add(const char *text, gsize start, const HtmlText *html, GArray *ranges);
