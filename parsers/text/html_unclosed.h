/* html_unclosed.h - text that HTML hides because what stands before it was never closed. */
#pragma once

#include "parsers/text/html_tree.h"

/* Where the HTML goes on behind a style sheet, a script, a title, a comment, a tag or the like that
 * is not closed up to its end: a reader of HTML shows nothing of what follows. NULL: all is closed.
 * `html` and `length`: what `tree` was made of. `*ret_is_tag`: it is a tag, and what follows is no
 * HTML. (transfer none) */
const char *html_unclosed_rest(const HtmlTree *tree, const char *html, gsize length,
                               gboolean *ret_is_tag);
