/* set_off.h - adds signs to text for emphasis in HTML. */
#pragma once

#include <glib.h>

#include "parsers/text/html_text.h"

/* Adds signs around passages of result->text. `runs` (of TextLayoutRun) has their emphasis
 * (html_emphasis.h). Signs are "~~" around text that is struck out. In quotations they are also
 * "==" around highlighted text, and "*" around text that stands out from the rest of the quotation
 * (bold, underlined, slanted, coloured, large, in a box), or "**" if it does so in several ways.
 * Outside quotations, emphasis is only style; result->marked gets the text with all its signs, in
 * the forms in which it may be quoted. The offsets of result->quotes are moved accordingly, without
 * line ends at their beginning; quotes without words are removed. has_marks is set if the text has
 * signs. */
void set_off_mark(HtmlText *result, const GArray *runs);
