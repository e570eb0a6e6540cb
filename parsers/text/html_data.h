/* html_data.h - finds files inside HTML, as data: addresses (RFC 2397). */
#pragma once

#include <glib.h>

/* Whether `html` (in a charset that includes ASCII; NUL only at its end) has a data: address with
 * at least HTML_DATA_MIN_BYTES of content, such as a pasted picture or a file to save. Shorter ones
 * are spacers and similar. Searches attributes, style sheets and comments, in linear time. */
gboolean html_data_is_in(const char *html, gsize length);

#define HTML_DATA_MIN_BYTES 100
