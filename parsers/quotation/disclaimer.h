/* disclaimer.h - the words of secrecy and subscription that servers and lists put below a mail. */
#pragma once

#include "parsers/text/text_lines.h"

/* Looks at the last paragraph of the lines from `from` to before `to`; returns the line that it
 * begins at where a server or a list put it there, else `to`. */
guint disclaimer_find(const TextLines *lines, guint from, guint to);
