/* terminal_table.h - rows in columns, for people. */
#pragma once

#include <glib.h>

/* Prints `titles` (NULL-terminated) and `rows` (element-type GStrv, as many texts in each). Each
 * column is as wide as its widest text. On a terminal the last column is cut to what is left of the
 * line; anywhere else everything is printed whole. Texts are cleaned. */
void terminal_table_print(const char *const *titles, const GPtrArray *rows);
