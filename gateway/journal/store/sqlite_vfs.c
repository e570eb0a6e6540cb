/* sqlite_vfs.c - wraps xOpen of the default VFS; everything else is passed on. */
#include "gateway/journal/store/sqlite_vfs.h"

#include <glib.h>
#include <sqlite3.h>
#include <unistd.h>

/* `vfs` is our copy of the default: its function gets what it needs from the copied members. */
static int
open_log_without_create(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                        int *ret_flags)
{
    const sqlite3_vfs *plain = sqlite3_vfs_find(NULL);

    if ((flags & SQLITE_OPEN_WAL) != 0 && name != NULL && access(name, F_OK) == 0)
        flags &= ~SQLITE_OPEN_CREATE;
    return plain->xOpen(vfs, name, file, flags, ret_flags);
}

/* SQLite keeps the structure for the life of the process, and links it into its own list. */
static gpointer
register_once(gpointer unused)
{
    (void)unused;
    const sqlite3_vfs *plain = sqlite3_vfs_find(NULL);

    if (plain == NULL)
        return NULL;
    sqlite3_vfs *vfs = g_memdup2(plain, sizeof *plain);
    vfs->pNext = NULL;
    vfs->zName = "ticketgate-journal";
    vfs->xOpen = open_log_without_create;
    return sqlite3_vfs_register(vfs, 0) == SQLITE_OK ? vfs : NULL;
}

const char *
sqlite_vfs_name(void)
{
    static GOnce once = G_ONCE_INIT;
    const sqlite3_vfs *vfs = g_once(&once, register_once, NULL);

    return vfs != NULL ? vfs->zName : NULL;
}
