/* config_patterns.h - lists of patterns that may be kept in separate files. */
#pragma once

#include <glib.h>

#define CONFIG_PATTERNS_MAX_BYTES (4 << 20) /* of one file */

/* Replaces each entry of *patterns (NULL-terminated; may be NULL) that begins with '/' by the lines
 * of that file. White space around a line is removed; empty lines and lines that begin with '#' are
 * skipped. Adds a line to `mistakes` (of char *), with `where`, and leaves the list unchanged if a
 * file cannot be read, is larger than CONFIG_PATTERNS_MAX_BYTES, is not UTF-8, has lines that end
 * in a single carriage return, or names another file. A file that others can write also adds a
 * line. */
void config_patterns_expand(char ***patterns, const char *where, GPtrArray *mistakes);
