/* html_list.h - what stands before an item of a list. */
#pragma once

#include <gumbo.h>

#include <glib.h>

/* The number of the first item of a list; 0: it has no numbers. */
guint html_list_start(const GumboNode *list);

/* "3. ", "c. " or "- " for `item`, whose number (0: none) is the next after it. (transfer full) */
char *html_list_marker(const GumboNode *item, guint *inout_number);
