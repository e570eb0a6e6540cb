/* reply_text.h - the new text of a mail, from its segments. */
#pragma once

#include "parsers/letter.h"

/* The new text of `letter` (its segments must be set), without blank lines around it. A reply below
 * a quoted passage is shown with the last lines of that passage. If nothing is new, the whole text.
 * (transfer full) */
char *reply_text_new(const Letter *letter);
