/* config_file.h - what GKeyFile does not tell of the text of the configuration file. */
#pragma once

#include <glib.h>

/* The text of the file. CONFIG_ERROR_READ. (transfer full) */
char *config_file_read(const char *path, GError **error);

/* Adds a line to `mistakes` (of char *) where the text begins with a byte order mark or is UTF-16,
 * and for each key that stands twice in its group, of which GKeyFile would take the last and say
 * nothing. Returns what follows a byte order mark. */
const char *config_file_check(const char *text, GPtrArray *mistakes);
