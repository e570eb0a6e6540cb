/* config_text.h - what people type around or into a value without meaning it. Pure. */
#pragma once

#include <glib.h>

/* Each says, as a phrase that follows the value, what is wrong with it and what to do; NULL:
 * nothing. `text` is UTF-8 without surrounding white space. */

/* Quotes around it, which nothing takes off. (static string) */
const char *config_text_quotes(const char *text);

/* A comment behind it: a # or ; with white space on both sides. (static string) */
const char *config_text_comment(const char *text);

/* A character that nobody sees: byte order mark, zero width, soft hyphen, no-break space.
 * (transfer full) */
char *config_text_invisible(const char *text);
