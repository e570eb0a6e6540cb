/* out_of_office.h - how subjects of out-of-office answers begin, in many languages. */
#pragma once

#include <glib.h>

/* Whether `subject` (UTF-8) reads like one that a program wrote for an absent person. */
gboolean out_of_office_is_subject(const char *subject);

/* Whether `text` (UTF-8), which a program has sent, says in its first lines that somebody is
 * absent. People write so, too: only for mail with a sign of a machine. */
gboolean out_of_office_is_text(const char *text);
