/* html_style.h - how an element of HTML mail is displayed, as far as that matters for text. */
#pragma once

#include <gumbo.h>

#include <glib.h>

typedef enum {
    HTML_SHAPE_INLINE,    /* flows with the text around it */
    HTML_SHAPE_BLOCK,     /* on lines of its own */
    HTML_SHAPE_PARAGRAPH, /* on lines of its own between blank ones */
    HTML_SHAPE_DROPPED,   /* not visible: style, script, hidden preheaders */
} HtmlShape;

/* The shape of an element by its tag and its style (html_declaration_of()). */
HtmlShape html_style_shape(const GumboNode *element, const char *style);

/* Whether the rows of a table are data to read across, and not just layout. */
gboolean html_style_is_data_table(const GumboNode *table);

/* Whether each cell of a row has at most one line. */
gboolean html_style_is_flat_row(const GumboNode *row);
