/* html_declaration.h - the style attribute of an element, declaration by declaration. */
#pragma once

#include <gumbo.h>

#include <glib.h>

#define HTML_DECLARATION_BYTES 4096

/* The style attribute of `element`, squeezed into `out`; "" if it has no style. */
const char *html_declaration_of(const GumboNode *element, char out[HTML_DECLARATION_BYTES]);

/* Writes `style` to `out` in lower case without white space: "a:b;c:d;". A longer style is cut. */
void html_declaration_squeeze(const char *style, char out[HTML_DECLARATION_BYTES]);

/* Whether a squeezed style has `declaration` ("display:none"). */
gboolean html_declaration_is(const char *style, const char *declaration);

/* The value of `property` in a squeezed style, up to its ';', or NULL. (transfer none) */
const char *html_declaration_value(const char *style, const char *property);

/* Reads a colour at the beginning of `value` (lower case): "#rrggbb", "#rgb", "rgb(r,g,b)",
 * "rgba(r,g,b,a)", "hsl(h,s%,l%)", "var(name,colour)", or the name of a colour that pens and inks
 * have. The parts are red, green and blue, from 0 to 255. FALSE for any other value. */
gboolean html_declaration_colour(const char *value, gint ret_parts[3]);
