/* terminal_table.h - prints rows in columns, for people. */
#pragma once

#include <glib.h>

/* Prints `titles` (NULL-terminated) and `rows` (element-type GStrv, with as many texts as titles).
 * Each column is as wide as its widest text. On a terminal, the last column is cut at the end of
 * the line; otherwise everything is printed. Texts are cleaned. */
void terminal_table_print(const char *const *titles, const GPtrArray *rows);
