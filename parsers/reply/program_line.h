/* program_line.h - lines that phones and mail programs add below a mail. */
#pragma once

#include <glib.h>

/* Whether `plain` (as in TextLine) as a whole is such a line: "Sent from my iPhone", "Outlook für
 * iOS". "Sent with PostNL, track and trace 3S12" is a sentence of a person. */
gboolean program_line_is(const char *plain);
