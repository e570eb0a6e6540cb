/* config_patterns.h - lists of patterns that may stand in files of their own. */
#pragma once

#include <glib.h>

#define CONFIG_PATTERNS_MAX_BYTES (4 << 20) /* of one file */

/* Replaces each entry of *patterns (NULL-terminated; may be NULL) that begins with '/' by the lines
 * of that file: white space around a line is taken off, empty lines and lines that begin with '#'
 * are left out. A file that cannot be read, is larger than CONFIG_PATTERNS_MAX_BYTES or no UTF-8,
 * that has lines that end with a carriage return alone, or that names a further file,
 * adds a line to `mistakes` (char *), with `where`, and leaves the list as it is; one that others
 * can write adds a line, too. */
void config_patterns_expand(char ***patterns, const char *where, GPtrArray *mistakes);
