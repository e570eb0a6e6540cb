/* attribution.h - recognises "On 12 May 2014 at 10:12, X <x@example.org> wrote:" and similar lines.
 */
#pragma once

#include "parsers/text/text_lines.h"

/* The number of lines of the attribution that begins in line `at` (programs may wrap it); 0 if no
 * attribution begins there. All lines have the quote depth of the first. There may be words before
 * it on its first line ("You may close it. On Wed, ..."): *ret_begin is where it begins, as offset
 * in the text; unchanged for 0. */
guint attribution_match(const TextLines *lines, guint at, gsize *ret_begin);
