/* charset_tables.h - finds and loads the tables that iconv(3) normally loads on first use. */
#pragma once

#include <glib.h>

/* The absolute path of the folder with the C library's conversion modules; NULL if this C library
 * has no such folder (another library, or tables built in). (transfer full) (nullable) */
char *charset_tables_find(void);

/* Loads the tables of the charsets that are usual in mail and keeps them loaded, for a process that
 * cannot load any later. Charsets that this machine does not have are skipped. */
void charset_tables_load(void);
