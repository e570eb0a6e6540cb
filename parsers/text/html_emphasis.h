/* html_emphasis.h - how an element sets its text off: what a pen would leave on paper. */
#pragma once

#include <gumbo.h>

#include <glib.h>

/* The emphasis of text (text_layout.h hands it on); from the bit EMPHASIS_COLOUR on the text's own
 * colour, red, green and blue: 0 for none, for dark and light greys and for most dark colours. */
enum {
    EMPHASIS_STRUCK = 1 << 0,
    EMPHASIS_HIGHLIGHTED = 1 << 1, /* a bright colour behind running text */
    EMPHASIS_BOLD = 1 << 2,
    EMPHASIS_UNDERLINED = 1 << 3,
    EMPHASIS_SLANTED = 1 << 4,
    EMPHASIS_FILLED = 1 << 5, /* a bright colour behind a cell or a block, or a box around it */
    EMPHASIS_LINK = 1 << 6,   /* none by itself: the text of a link */
    EMPHASIS_LARGE = 1 << 7,
    EMPHASIS_COLOUR = 1 << 8,
};

/* The emphasis of the text in `element`, whose style is `style` (html_declaration_of()) and which
 * stands in text of the emphasis `outer`. Links are
 * underlined and coloured by programs, and Gmail writes the sender's name above a quotation in
 * bold: that is none. */
guint html_emphasis_of(const GumboNode *element, const char *style, guint outer);
