/* html_foreign.h - the words in SVG and MathML that stand in HTML. */
#pragma once

#include <gumbo.h>

#include <glib.h>

/* Of <svg>: its title and description in square brackets, as another picture's, and the text in
 * it; of <math>: the formula on one line, "x ^ 2". May be "". (transfer full) */
char *html_foreign_words(const GumboNode *element);
