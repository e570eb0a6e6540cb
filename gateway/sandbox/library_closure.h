/* library_closure.h - which files a process has to be able to open to load a shared library. */
#pragma once

#include <glib.h>

/* `library` (an absolute path; NULL: none) and the libraries that it needs, and those that they
 * need, as far as they are not loaded yet; absolute paths, `library` first. Loads nothing, but what
 * does not lie beside the C library: later it may not be looked for elsewhere. What is not an ELF
 * file of this machine needs nothing. (transfer full) (element-type char *) */
GPtrArray *library_closure_find(const char *library);
