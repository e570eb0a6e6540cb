/* program_line.h - lines that phones and mail programs add below a mail. */
#pragma once

#include "parsers/letter.h"

/* Whether `plain` (as in TextLine) as a whole is such a line: "Sent from my iPhone", "Outlook für
 * iOS". "Sent with PostNL, track and trace 3S12" is a sentence of a person. Certain where each word
 * is one that programs write, likely where a name is not known ("Sent from my Examplephone 3": a
 * person may have written "Sent from my Desk"). */
gboolean program_line_match(const char *plain, LetterSureness *ret_sureness);
