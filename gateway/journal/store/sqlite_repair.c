/* sqlite_repair.c - moves files. Knows no SQL and opens no database. */
#include "gateway/journal/store/sqlite_repair.h"

#include "gateway/journal/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#define LOCK_WAIT_US G_GINT64_CONSTANT(30000000)
#define LOCK_POLL_US 10000
#define MAX_NAMES 1000 /* damaged journals of one second */

static void
set_errno_error(GError **error, const char *what, int code)
{
    g_set_error(error, STORE_ERROR, store_error_of_errno(code), "%s: %s", what, g_strerror(code));
}

gboolean
sqlite_repair_has_lock(const char *path)
{
    g_autofree char *lock_path = g_strconcat(path, ".lock", NULL);
    return g_access(lock_path, F_OK) == 0;
}

int
sqlite_repair_lock(const char *path, GError **error)
{
    g_autofree char *lock_path = g_strconcat(path, ".lock", NULL);
    gint64 until_us = g_get_monotonic_time() + LOCK_WAIT_US;
    int fd = g_open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0) {
        int code = errno;
        g_autofree char *what = g_strdup_printf(
            "cannot open %s%s", lock_path,
            code == ENOENT ? ", whose directory ticketgate init makes" : " ([journal] path)");
        set_errno_error(error, what, code);
        return -1;
    }
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int code = errno;
        if ((code != EWOULDBLOCK && code != EINTR) || g_get_monotonic_time() >= until_us) {
            set_errno_error(error, "cannot be locked", code);
            close(fd);
            return -1;
        }
        g_usleep(LOCK_POLL_US);
    }
    return fd;
}

/* Renames a file; a missing file is fine. */
static gboolean
rename_if_there(const char *from, const char *to, GError **error)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 || errno == ENOENT)
        return TRUE;
    set_errno_error(error, "cannot be moved aside", errno);
    return FALSE;
}

static char *
find_free_name(const char *path, const char *why)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *stamp = g_date_time_format(now, "%Y%m%dT%H%M%SZ");

    for (guint i = 0; i < MAX_NAMES; i++) {
        g_autofree char *name = i == 0 ? g_strdup_printf("%s.%s-%s", path, why, stamp)
                                       : g_strdup_printf("%s.%s-%s-%u", path, why, stamp, i);
        g_autofree char *wal = g_strconcat(name, "-wal", NULL);
        g_autofree char *shm = g_strconcat(name, "-shm", NULL);
        if (!g_file_test(name, G_FILE_TEST_EXISTS) && !g_file_test(wal, G_FILE_TEST_EXISTS) &&
            !g_file_test(shm, G_FILE_TEST_EXISTS))
            return g_steal_pointer(&name);
    }
    return NULL;
}

/* A free name; "PATH-wal" and "PATH-shm" have moved there already. (transfer full) */
static char *
move_log_aside(const char *path, const char *why, GError **error)
{
    static const char *const suffixes[] = {"-wal", "-shm"};
    g_autofree char *name = find_free_name(path, why);

    if (name == NULL) {
        set_errno_error(error, "cannot be moved aside", EEXIST);
        return NULL;
    }
    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *from = g_strconcat(path, suffixes[i], NULL);
        g_autofree char *to = g_strconcat(name, suffixes[i], NULL);
        if (!rename_if_there(from, to, error))
            return NULL;
    }
    return g_steal_pointer(&name);
}

/* The database goes last: if only the log were left, SQLite would delete it. */
char *
sqlite_repair_move_aside(const char *path, const char *why, GError **error)
{
    g_autofree char *name = move_log_aside(path, why, error);

    return name != NULL && rename_if_there(path, name, error) ? g_steal_pointer(&name) : NULL;
}

char *
sqlite_repair_replace(const char *path, const char *fresh, const char *why, GError **error)
{
    g_autofree char *name = move_log_aside(path, why, error);

    if (name == NULL)
        return NULL;
    if (link(path, name) != 0 || rename(fresh, path) != 0) {
        set_errno_error(error, "cannot be moved aside", errno);
        return NULL;
    }
    return g_steal_pointer(&name);
}

void
sqlite_repair_remove(const char *path)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};

    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *name = g_strconcat(path, suffixes[i], NULL);
        (void)g_unlink(name);
    }
}

static char *
mark_path(const char *path)
{
    return g_strconcat(path, ".suspect", NULL);
}

void
sqlite_repair_mark(const char *path)
{
    g_autofree char *mark = mark_path(path);
    int fd = g_open(mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd >= 0)
        close(fd);
}

gboolean
sqlite_repair_is_marked(const char *path)
{
    g_autofree char *mark = mark_path(path);
    return g_access(mark, F_OK) == 0;
}

void
sqlite_repair_unmark(const char *path)
{
    g_autofree char *mark = mark_path(path);
    g_unlink(mark);
}
