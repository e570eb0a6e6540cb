/* shared_mark.c - see shared_mark.h. */
#include "gateway/journal/store/shared_mark.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "gateway/journal/store/store.h"

static char *
mark_path(const char *path)
{
    return g_strconcat(path, ".shared", NULL);
}

gboolean
shared_mark_is_there(const char *path)
{
    g_autofree char *mark = mark_path(path);

    return g_access(mark, F_OK) == 0;
}

gboolean
shared_mark_make(const char *path, GError **error)
{
    g_autofree char *mark = mark_path(path);

    if (g_access(mark, F_OK) == 0)
        return TRUE;
    int fd = g_open(mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int code = errno;
    if (fd >= 0)
        return g_close(fd, NULL);
    g_set_error(error, STORE_ERROR, store_error_of_errno(code), "%s cannot be made: %s", mark,
                g_strerror(code));
    return FALSE;
}

void
shared_mark_remove(const char *path)
{
    g_autofree char *mark = mark_path(path);

    (void)g_unlink(mark);
}
