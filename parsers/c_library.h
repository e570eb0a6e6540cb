/* c_library.h - finds files in the folder of the running C library. */
#pragma once

#include <glib.h>

/* The absolute path of `name` in the folder of the running C library, or in the same folder below
 * /usr if /lib is a separate folder; NULL if the file does not exist. (transfer full) (nullable) */
char *c_library_find_beside(const char *name);
