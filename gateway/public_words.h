/* public_words.h - what others may read of a text that another system wrote. Pure. */
#pragma once

#include <glib.h>

/* `text` (UTF-8) without the names of our side: each word that is a path, an address of the web or
 * of a host, or a host's name, is "..." in the result. (transfer full) */
char *public_words_of(const char *text);
