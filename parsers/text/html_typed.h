/* html_typed.h - what somebody or some program wrote as text, and HTML reads as a tag:
 * "<anna@x.example>", "<your name>". */
#pragma once

#include <gumbo.h>

#include <glib.h>

/* The text of such a tag as it stands, up to another tag in it; NULL where `element` is one of HTML
 * with attributes of HTML or of a program's ("o:p"), or one without a meaning that somebody closed.
 * (transfer full) (nullable) */
char *html_typed_text(const GumboNode *element);
