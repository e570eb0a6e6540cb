/* charset_tables.h - where the C library keeps the tables that iconv(3) loads when first used. */
#pragma once

#include <glib.h>

/* The folder of the running C library's conversion modules, an absolute path; NULL if there is none
 * (another C library, tables built in). (transfer full) (nullable) */
char *charset_tables_find(void);

/* Loads the tables of the charsets that mail is written in and keeps them for the process's life:
 * for where none can be loaded later. Charsets that this machine does not know are passed over. */
void charset_tables_load(void);
