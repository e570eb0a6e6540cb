/* sqlite_vfs.h - SQLite's file layer without one needless sync. */
#pragma once

/* The name of a VFS that works like SQLite's own, except that an existing log is opened, not
 * "created". After creating a log, SQLite also syncs the directory, in every process that writes,
 * which doubles the cost of a claim. Registered at the first call; thread-safe. NULL (SQLite's own
 * VFS) if that fails. */
const char *sqlite_vfs_name(void);
