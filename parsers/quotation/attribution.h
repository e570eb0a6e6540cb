/* attribution.h - "On 12 May 2014 at 10:12, X <x@example.org> wrote:" and its kin. */
#pragma once

#include "parsers/text/text_lines.h"

/* The number of lines, from `at` on, of a line that introduces a quotation, which programs wrap at
 * will; 0 where there is none. All of the lines have the quote depth of the first. Words may stand
 * before it on its first line ("You may close it. On Wed, ..."): it begins at *ret_begin, in octets
 * of the text, which is left alone for 0. */
guint attribution_match(const TextLines *lines, guint at, gsize *ret_begin);
