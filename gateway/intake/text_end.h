/* text_end.h - the same text, but for the end that a mailing list writes below it. Pure.
 *
 * The marks of a text are the digest of all of it, and of a list's mail those of what stands above
 * each place where the list's end may begin.
 */
#pragma once

#include <glib.h>

/* Appends the marks of `text` (UTF-8) to `line`, each behind a blank. White space at the end of a
 * line and empty lines do not count. `is_list`: the mail has a list's fields. */
void text_end_put_marks(GString *line, const char *text, gboolean is_list);

/* Whether two lists of marks (NULL-terminated) have one in common. */
gboolean text_end_is_same(const char *const *one, const char *const *other);
