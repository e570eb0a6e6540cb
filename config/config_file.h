/* config_file.h - checks of the configuration file's text that GKeyFile does not make. */
#pragma once

#include <glib.h>

/* The text of the file. CONFIG_ERROR_READ. (transfer full) */
char *config_file_read(const char *path, GError **error);

/* Adds a line to `mistakes` (of char *) if the text begins with a byte order mark or is UTF-16, and
 * for each key that occurs twice in its group (GKeyFile would silently use the last one). Returns
 * the text after a byte order mark. */
const char *config_file_check(const char *text, GPtrArray *mistakes);
