/* quote_header.h - the lines that mail programs put above the mail that an answer quotes. Pure. */
#pragma once

#include <glib.h>

/* How many of `lines` (NULL-terminated), from the first on, are such a header: "On ... wrote:" in
 * many languages, perhaps over two or three lines, a block of From:, Sent:, To:, or a ruled line
 * such as "-----Original Message-----". 0: none begins here. */
guint quote_header_length(char *const *lines);
