/* subject_pointer.h - a text that points at the subject: "See subject." Pure. */
#pragma once

#include <glib.h>

/* Whether `text` (UTF-8) says nothing but that what there is to say stands in the subject, in one
 * of the languages of the table; case, blanks and punctuation do not matter. */
gboolean subject_pointer_is(const char *text);

/* Whether a line of a short `text` does: it may stand below a greeting and above a name or the line
 * of a device. */
gboolean subject_pointer_is_in(const char *text);
