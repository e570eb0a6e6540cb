/* set_off.h - marks in text for what HTML says by other means than words. */
#pragma once

#include <glib.h>

#include "parsers/text/html_text.h"

/* Puts signs around passages of result->text, whose emphasis (html_emphasis.h) `runs` (of
 * TextLayoutRun) tell: "~~" around what is struck out, and in quotations "==" around what is
 * highlighted and "*" around what is set off against the rest of the quotation (bold, underlined,
 * slanted, coloured, large, in a box), "**" where it is so by more than one of these. Outside of a
 * quotation emphasis is style; what the text is with all its signs goes to result->marked, in the
 * forms in which it may be quoted. Its quotes move along, without line ends at their beginning and
 * those without words; has_marks is set where there are signs in text. */
void set_off_mark(HtmlText *result, const GArray *runs);
