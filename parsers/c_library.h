/* c_library.h - where the running C library lies, for what lies beside it. */
#pragma once

#include <glib.h>

/* The path of `name` in the folder of the running C library, or in the same folder below /usr where
 * /lib is one of its own; an absolute path, NULL if there is none. (transfer full) (nullable) */
char *c_library_find_beside(const char *name);
