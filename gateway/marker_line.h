/* marker_line.h - the line in our mails above which people write their reply, in each language of
 * our texts. Pure. parsers/quotation/own_marker.h finds it in any language. */
#pragma once

#include <glib.h>

/* The line in the language of this RFC 5646 tag ("nl", "nl-BE"), else in English. (static string)
 */
const char *marker_line_in(const char *language);

/* Whether `line` is one of these lines, and nothing else. */
gboolean marker_line_is(const char *line);
