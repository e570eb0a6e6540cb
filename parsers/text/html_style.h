/* html_style.h - what an element of HTML mail looks like, as far as text can show it. */
#pragma once

#include <gumbo.h>

#include <glib.h>

typedef enum {
    HTML_SHAPE_INLINE,    /* flows with the text around it */
    HTML_SHAPE_BLOCK,     /* on lines of its own */
    HTML_SHAPE_PARAGRAPH, /* on lines of its own between blank ones */
    HTML_SHAPE_DROPPED,   /* not to be seen: style, script, hidden preheaders */
} HtmlShape;

/* The shape of an element by its tag and its style (html_declaration_of()). */
HtmlShape html_style_shape(const GumboNode *element, const char *style);

/* Whether the rows of a table are data to read across, not the frame of a layout. */
gboolean html_style_is_data_table(const GumboNode *table);

/* Whether all cells of a row hold no more than a line each. */
gboolean html_style_is_flat_row(const GumboNode *row);
