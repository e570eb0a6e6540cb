/* sqlite_repair.h - moves a damaged journal file aside; never deletes it. */
#pragma once

#include <glib.h>

/* Takes the lock beside the journal ("PATH.lock", which is never removed); waits at most 30 s.
 * Needed to make, migrate or move the file. Returns a descriptor to close, or -1 with STORE_ERROR.
 */
int sqlite_repair_lock(const char *path, GError **error);

/* Whether the lock file exists. It does if there ever was a journal. */
gboolean sqlite_repair_has_lock(const char *path);

/* Moves PATH, PATH-wal and PATH-shm to PATH.WHY-TIMESTAMP, ...-wal and ...-shm; an earlier one is
 * never overwritten. The lock must be held. `why` is "corrupt" or "moved". (transfer full) */
char *sqlite_repair_move_aside(const char *path, const char *why, GError **error);

/* The same, and puts the file at `fresh`, which has no log that counts, in its place; at every
 * moment, one of the two is at `path`. The log at `path` must not count either. (transfer full) */
char *sqlite_repair_replace(const char *path, const char *fresh, const char *why, GError **error);

/* Removes the file at `path` that nobody uses, and what SQLite and the lock left beside it. */
void sqlite_repair_remove(const char *path);

/* A statement found damage: makes "PATH.suspect", so the next process that opens the journal checks
 * all of it. Failing to make it is ignored. */
void sqlite_repair_mark(const char *path);
gboolean sqlite_repair_is_marked(const char *path);
void sqlite_repair_unmark(const char *path);
