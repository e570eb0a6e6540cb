/* quoted_file.h - quoted.txt: what a comment does not show and the ticket does not hold. */
#pragma once

#include "gateway/intake/intake.h"

/* Makes the passages `ranges` (reply_passages.h; NULL: none) of the text the last attachment of the
 * Letter, in the place of an earlier one of that kind. The same ranges give the same file.
 * DELIVERY_ERROR_TEMPORARY. */
gboolean quoted_file_set(const Intake *intake, const char *ranges, GError **error);
