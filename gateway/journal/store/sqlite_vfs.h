/* sqlite_vfs.h - SQLite's way to the disk, less one sync. */
#pragma once

/* The name of a VFS that is SQLite's own, except that a log that is already there is opened, not
 * "created": after creating one, SQLite syncs the directory too, in every process that writes,
 * which doubles the price of a claim. Registered at the first call; safe in several threads. NULL
 * (SQLite's own VFS) where that fails. */
const char *sqlite_vfs_name(void);
