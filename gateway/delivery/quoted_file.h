/* quoted_file.h - makes quoted.txt: the text that a comment does not show and that the ticket does
 * not have. */
#pragma once

#include "gateway/intake/intake.h"

/* Adds the passages `ranges` (reply_passages.h; NULL: no passages) of the text as the last
 * attachment of the Letter, in place of an earlier one of this kind. The same ranges give the same
 * file. DELIVERY_ERROR_TEMPORARY. */
gboolean quoted_file_set(const Intake *intake, const char *ranges, GError **error);
