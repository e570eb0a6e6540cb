/* program_line.h - recognises lines that phones and mail programs add below a mail. */
#pragma once

#include "parsers/letter.h"

/* Whether `plain` (as in TextLine) as a whole is such a line: "Sent from my iPhone", "Outlook für
 * iOS". "Sent with PostNL, track and trace 3S12" is a sentence of a person. Certain if programs
 * write each of the words; likely if a name is unknown ("Sent from my Examplephone 3": a person may
 * have written "Sent from my Desk"). */
gboolean program_line_match(const char *plain, LetterSureness *ret_sureness);
