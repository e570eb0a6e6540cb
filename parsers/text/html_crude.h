/* html_crude.h - extracts the text of HTML that is too costly for a parser. */
#pragma once

#include <glib.h>

/* `html` (UTF-8) without tags, comments, style sheets and scripts. Tags that end a line become line
 * ends; the most common entities are decoded. At most `max_bytes`. (transfer full) */
char *html_crude_text(const char *html, gsize length, gsize max_bytes);
