/* public_words.h - removes our internal names from a text of another system. Pure. */
#pragma once

#include <glib.h>

/* `text` (UTF-8) with "..." in place of each word that is a path, a URL, the address of a host, or
 * a host name. (transfer full) */
char *public_words_of(const char *text);
