/* reply_text.h - the new text of a mail, by its segments. */
#pragma once

#include "parsers/letter.h"

/* The new text of `letter`, whose segments are set, without blank lines around it. An answer that
 * stands below a quoted passage has the last of its lines above it. All of the text where there is
 * no new. (transfer full) */
char *reply_text_new(const Letter *letter);
