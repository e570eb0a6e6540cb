/* terminal_table.h - prints rows in columns, for people. */
#pragma once

#include <glib.h>

/* Prints `rows` ((element-type char **), each with as many cells as `titles`; a cell may be "")
 * below `titles` (NULL-terminated) on standard output. Cells are cleaned. Each column is as wide as
 * its widest cell. Only a terminal cuts cells, to fit its width. */
void terminal_table_print(const char *const *titles, const GPtrArray *rows);

/* The same as text, for `columns` columns; 0: nothing is cut. Then columns before the last are cut
 * to 20 if they have to be, and the last gets the rest, at least 10. (transfer full) */
char *terminal_table_format(const char *const *titles, const GPtrArray *rows, guint columns);
