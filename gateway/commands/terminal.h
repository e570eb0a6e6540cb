/* terminal.h - what is shown to people: cleans, measures and cuts untrusted text, formats times. */
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

/* The width of the terminal at standard output; 0 if it is no terminal: then nothing is cut. */
guint terminal_columns(void);

/* Seconds since the epoch as "2026-11-28 19:00:00", in the time zone of whoever asks; `otherwise`
 * for 0 and for what is no time. (transfer full) */
char *terminal_time(gint64 when_s, const char *otherwise);

/* If standard input is a terminal, says on standard error that `command` waits for `what` there. */
void terminal_await(const char *command, const char *what);
