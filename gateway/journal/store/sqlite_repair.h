/* sqlite_repair.h - the way out when the journal's file is damaged: aside, never deleted. */
#pragma once

#include <glib.h>

/* Takes the lock beside the journal ("PATH.lock", which stays), waiting 30 s at most. Held by
 * whoever makes, migrates or moves the file. Returns a descriptor to close, or -1 with
 * STORE_ERROR. */
int sqlite_repair_lock(const char *path, GError **error);

/* Whether the file of the lock is there: since the journal was first made. */
gboolean sqlite_repair_has_lock(const char *path);

/* Moves PATH, PATH-wal and PATH-shm to PATH.corrupt-TIMESTAMP, ...-wal and ...-shm; an earlier one
 * is never overwritten. The lock must be held. (transfer full) */
char *sqlite_repair_move_aside(const char *path, GError **error);

/* A statement found damage: the next process that opens the journal checks all of it
 * ("PATH.suspect" is made; failing to make it changes nothing). */
void sqlite_repair_mark(const char *path);
gboolean sqlite_repair_is_marked(const char *path);
void sqlite_repair_unmark(const char *path);
