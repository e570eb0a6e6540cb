/* out_of_office.h - recognises out-of-office replies by their words, in many languages. */
#pragma once

#include <glib.h>

/* Whether `subject` (UTF-8) looks like that of an automatic reply from an absent person. */
gboolean out_of_office_is_subject(const char *subject);

/* Whether `text` (UTF-8) says in its first lines that somebody is absent. People write this too, so
 * only use it for mail that has a sign of a machine. */
gboolean out_of_office_is_text(const char *text);
