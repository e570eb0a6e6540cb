/* html_foreign.h - reads the words of SVG and MathML in HTML. */
#pragma once

#include <gumbo.h>

#include <glib.h>

/* For <svg>: title and description in square brackets, as for other pictures, and its text. For
 * <math>: the formula on one line, "x ^ 2". May be "". (transfer full) */
char *html_foreign_words(const GumboNode *element);
