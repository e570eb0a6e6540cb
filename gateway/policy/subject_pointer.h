/* subject_pointer.h - a text that only points at the subject: "See subject." Pure. */
#pragma once

#include <glib.h>

/* Whether `text` (UTF-8) says nothing but that what there is to say stands in the subject, in one
 * of the languages of the table; case, blanks and punctuation do not matter. */
gboolean subject_pointer_is(const char *text);
