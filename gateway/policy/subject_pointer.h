/* subject_pointer.h - recognises a text that only refers to the subject: "See subject." Pure. */
#pragma once

#include <glib.h>

/* Whether `text` (UTF-8) only says "see subject", in one of the languages of the table; case,
 * blanks and punctuation do not matter. */
gboolean subject_pointer_is(const char *text);

/* Whether a line of a short `text` says so: there may be a greeting above it, and a name or the
 * line of a device below it. */
gboolean subject_pointer_is_in(const char *text);
