/* html_typed.h - finds text in angle brackets that HTML reads as a tag: "<anna@x.example>", "<your
 * name>". */
#pragma once

#include <gumbo.h>

#include <glib.h>

/* The unchanged text of such a tag, up to another tag in it. NULL if `element` is an element of
 * HTML or of a program ("o:p") with proper attributes, or an unknown element that is closed.
 * (transfer full) (nullable) */
char *html_typed_text(const GumboNode *element);
