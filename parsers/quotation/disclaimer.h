/* disclaimer.h - finds confidentiality and subscription notices that servers and lists add below a
 * mail. */
#pragma once

#include "parsers/text/text_lines.h"

/* Checks the last paragraph of the lines from `from` to before `to`. Returns its first line if a
 * server or a list added it, else `to`. */
guint disclaimer_find(const TextLines *lines, guint from, guint to);
