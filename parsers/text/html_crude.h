/* html_crude.h - the text of HTML that no parser should be asked to read. */
#pragma once

#include <glib.h>

/* `html` (UTF-8) without tags, comments, style sheets and scripts; line ends for the tags that end
 * lines; the commonest entities decoded. At most `max_bytes`. (transfer full) */
char *html_crude_text(const char *html, gsize length, gsize max_bytes);
