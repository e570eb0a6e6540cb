/* html_emphasis.h - how an element emphasises its text, in a way that a pen could do on paper. */
#pragma once

#include <gumbo.h>

#include <glib.h>

/* The emphasis of a text, as marks for text_layout.h. The bits from EMPHASIS_COLOUR on are the
 * colour of the text (red, green, blue): 0 for black, dark and light greys and most dark colours.
 */
enum {
    EMPHASIS_STRUCK = 1 << 0,
    EMPHASIS_HIGHLIGHTED = 1 << 1, /* a bright colour behind running text */
    EMPHASIS_BOLD = 1 << 2,
    EMPHASIS_UNDERLINED = 1 << 3,
    EMPHASIS_SLANTED = 1 << 4,
    EMPHASIS_FILLED = 1 << 5, /* a bright colour behind a cell or a block, or a box around it */
    EMPHASIS_LINK = 1 << 6,   /* no emphasis itself: the text of a link */
    EMPHASIS_LARGE = 1 << 7,
    EMPHASIS_COLOUR = 1 << 8,
};

/* The emphasis of the text in `element`, which has the style `style` (html_declaration_of()) and is
 * inside text with the emphasis `outer`. What programs do themselves is not emphasis: they
 * underline and colour links, and Gmail writes the sender's name above a quotation in bold. */
guint html_emphasis_of(const GumboNode *element, const char *style, guint outer);
