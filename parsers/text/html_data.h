/* html_data.h - files that stand in HTML itself, as data: addresses (RFC 2397). */
#pragma once

#include <glib.h>

/* Whether an address in `html` (a charset that holds ASCII; NUL only at its end) is a data: address
 * with at least HTML_DATA_MIN_BYTES of content: a picture that was pasted, a file to save. Shorter
 * ones are spacers and the like. Looks at attributes, style sheets and comments alike. Takes time
 * in proportion to `length`. */
gboolean html_data_is_in(const char *html, gsize length);

#define HTML_DATA_MIN_BYTES 100
