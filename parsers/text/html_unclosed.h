/* html_unclosed.h - finds text that HTML hides because something before it was never closed. */
#pragma once

#include "parsers/text/html_tree.h"

/* The text after a style sheet, script, title, comment, tag or similar that is never closed;
 * programs show nothing of that text. NULL: everything is closed. `html` and `length` are the
 * source of `tree`. *ret_is_tag: it is a tag, and the text after it is not HTML. (transfer none) */
const char *html_unclosed_rest(const HtmlTree *tree, const char *html, gsize length,
                               gboolean *ret_is_tag);
