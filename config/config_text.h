/* config_text.h - finds characters that people put into a value by mistake. Pure. */
#pragma once

#include <glib.h>

/* Each returns a phrase that follows the value in a message: what is wrong, and what to do. NULL:
 * nothing is wrong. `text` is UTF-8 without surrounding white space. */

/* Quotation marks around the value; they would become part of it. (static string) */
const char *config_text_quotes(const char *text);

/* A comment after the value: a # or ; with white space on both sides. (static string) */
const char *config_text_comment(const char *text);

/* An invisible character: byte order mark, zero width space, soft hyphen, no-break space. (transfer
 * full) */
char *config_text_invisible(const char *text);
