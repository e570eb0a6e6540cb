/* confirmation_html.h - the HTML part that a frame makes of a text template. Pure. */
#pragma once

#include <glib.h>

/* `frame` with HTML in place of its {content}: each paragraph of `text`, a template whose
 * placeholders are not filled yet, is a <p> that finds its own direction. The first has the class
 * "headline", the one with the marker "marker", one of indented lines "set", the last of several
 * "desk". A placeholder among words stands in <bdi>, {ticket_url} is a link to itself. All other
 * characters of `text` are escaped. NULL: there is no {content}. (transfer full) */
char *confirmation_html_make(const char *frame, const char *text);
