/* enriched_text.h - text/enriched (RFC 1896) and text/richtext (RFC 1341) as plain text. */
#pragma once

#include <glib.h>

/* `enriched` (UTF-8, LF) without its commands. A single line end becomes a space; of n line ends, n
 * - 1 stay (RFC 1896). <nl> of richtext is a line end; <param> is left out. (transfer full) */
char *enriched_text_plain(const char *enriched);
