/* terminal.h - prepares untrusted text for a terminal: cleans, measures and cuts it. Pure. */
#pragma once

#include <glib.h>

/* `text` (octets of any kind) on one line: control and escape characters, and characters that
 * reorder or hide text, become '?'. (transfer full) */
char *terminal_clean(const char *text);

/* The same, with line feeds and tabs kept: for text of several lines. (transfer full) */
char *terminal_clean_lines(const char *text);

/* The columns of `text` (valid UTF-8); wide characters take two. */
guint terminal_width(const char *text);

/* `text` cleaned, and cut or padded to exactly `columns`; a cut text ends in an ellipsis. (transfer
 * full) */
char *terminal_fit(const char *text, guint columns);

/* The width of the terminal at standard output. If it is no terminal, COLUMNS, or else 80. */
guint terminal_columns(void);
