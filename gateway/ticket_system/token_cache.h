/* token_cache.h - keeps the access token in a file that only we can read, for all our processes.
 *
 * The file is a cache: if anything is wrong with it, it counts as empty. */
#pragma once

#include "gateway/heartbeat.h"

typedef struct {
    char *value;         /* the token: printable ASCII without spaces */
    gint64 obtained_s;   /* when it was issued, seconds since the epoch */
    gint64 expires_in_s; /* its lifetime in seconds, over 0 */
} TokenEntry;

/* Overwrites the token, then frees. */
void token_entry_free(TokenEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TokenEntry, token_entry_free)

/* Whether the token can be used at `now_s`: it does not expire soon and is not from the future. */
gboolean token_entry_is_fresh(const TokenEntry *entry, gint64 now_s);

/* Whether `value` can be sent as a token in a header field (RFC 6750, section 2.1, with more
 * characters allowed): 1 to 16384 printable ASCII characters, no space. */
gboolean token_value_is_valid(const char *value);

/* The entry for `owner`, a line that says whose token it is. NULL if the file has no entry for it.
 * A file that others may read or that is not ours is ignored. (transfer full) (nullable) */
TokenEntry *token_cache_read(const char *path, const char *owner);

/* When the token in the cache was issued and when it expires, whoever's it is, in seconds since the
 * epoch; 0: no token is cached. `path` may be NULL. */
void token_cache_times(const char *path, gint64 *ret_obtained_s, gint64 *ret_expires_s);

/* Replaces the file, mode 0600. FALSE with DELIVERY_ERROR_TEMPORARY if that failed; the old file
 * then stays. */
gboolean token_cache_write(const char *path, const char *owner, const TokenEntry *entry,
                           GError **error);

/* Takes the lock beside `path`; waits for other processes at most until `deadline_us`
 * (g_get_monotonic_time(); 0: no limit), and asks `heartbeat` (NULL: none) meanwhile. Returns a
 * descriptor; closing it releases the lock. -1 with DELIVERY_ERROR_API_DOWN if the deadline passed,
 * DELIVERY_ERROR_TEMPORARY if locking failed, or the error of the heartbeat. */
int token_cache_lock(const char *path, gint64 deadline_us, const Heartbeat *heartbeat,
                     GError **error);

/* Writes `text` to a new file, mode 0600, and renames it to `path`. `is_synced`: syncs it first.
 * FALSE with errno; the old file then stays. */
gboolean token_cache_replace(const char *path, const char *text, gboolean is_synced);
