/* out_of_office.h - how subjects of out-of-office answers begin, in many languages. */
#pragma once

#include <glib.h>

/* Whether `subject` (UTF-8) reads like one that a program wrote for an absent person. */
gboolean out_of_office_is_subject(const char *subject);
