/* html_list.h - the number or sign before an item of a list. */
#pragma once

#include <gumbo.h>

#include <glib.h>

/* The number of the first item of a list; 0: it has no numbers. */
guint html_list_start(const GumboNode *list);

/* "3. ", "c. " or "- " for `item`. Its number (0: none) is then increased. (transfer full) */
char *html_list_marker(const GumboNode *item, guint *inout_number);
