/* library_closure.h - lists the files that a process must open to load a shared library. */
#pragma once

#include <glib.h>

/* `library` (an absolute path; NULL: none) and, recursively, the libraries that it needs and that
 * are not loaded yet; absolute paths, `library` first. Loads nothing, except libraries that are not
 * in the folder of the C library: they could not be found later. A file that is not an ELF file for
 * this machine needs nothing. (transfer full) (element-type char *) */
GPtrArray *library_closure_find(const char *library);
