/* signature.h - where the signature at the end of a text begins. */
#pragma once

#include "parsers/reply/text_lines.h"

/* Looks at the lines from `from` to before `to` and returns the line that the signature begins at,
 * `to` where there is none. A signature is what follows "-- " (RFC 3676 section 4.3), a line such
 * as "Sent from my iPhone", or what a list or a scanner put below; never the first text. */
guint signature_find(const TextLines *lines, guint from, guint to);

/* Whether `plain` (as in TextLine) is a line that a program adds below a mail, such as "Sent from
 * my iPhone". */
gboolean signature_is_program_line(const char *plain);
