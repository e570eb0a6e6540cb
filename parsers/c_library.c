/* c_library.c - see c_library.h. */
#include "parsers/c_library.h"

#include <dlfcn.h>

static char *
path_if_there(const char *prefix, const char *folder, const char *name)
{
    g_autofree char *path = g_strconcat(prefix, folder, "/", name, NULL);

    return g_file_test(path, G_FILE_TEST_EXISTS) ? g_steal_pointer(&path) : NULL;
}

char *
c_library_find_beside(const char *name)
{
    Dl_info info;
    void *function = dlsym(RTLD_DEFAULT, "iconv_open");
    g_autofree char *folder = NULL;
    char *path = NULL;

    if (function == NULL || dladdr(function, &info) == 0 || info.dli_fname == NULL ||
        !g_path_is_absolute(info.dli_fname))
        return NULL;
    folder = g_path_get_dirname(info.dli_fname);
    path = path_if_there("", folder, name);
    return path != NULL ? path : path_if_there("/usr", folder, name);
}
