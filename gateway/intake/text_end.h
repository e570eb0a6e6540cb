/* text_end.h - recognises the same text with or without the end that a mailing list adds. Pure.
 *
 * The marks of a text are digests: one of the whole text and, for mail of a list, one of the text
 * above each place where the list's end may begin.
 */
#pragma once

#include <glib.h>

/* Appends the marks of `text` (UTF-8) to `line`, each after a space. White space at the end of a
 * line and empty lines do not count. `is_list`: the mail has the header fields of a list. */
void text_end_put_marks(GString *line, const char *text, gboolean is_list);

/* Whether two lists of marks (NULL-terminated) have a mark in common. */
gboolean text_end_is_same(const char *const *one, const char *const *other);
