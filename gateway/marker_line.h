/* marker_line.h - the line of our mails above which answers are to be written, in each language
 * that we write in. Pure. parsers/quotation/own_marker.h finds it in whatever words. */
#pragma once

#include <glib.h>

/* In the language of this RFC 5646 tag ("nl", "nl-BE"), else in English. (static string) */
const char *marker_line_in(const char *language);

/* Whether `line` is one of these lines, and nothing else. */
gboolean marker_line_is(const char *line);
