/* token_cache.h - the access token in a file that only we can read, shared by all our processes.
 *
 * The file is a cache: whatever is wrong with it means that there is no token in it.
 */
#pragma once

#include <glib.h>

typedef struct {
    char *value;         /* the token: printable ASCII without spaces */
    gint64 obtained_s;   /* when it was given, seconds since the epoch */
    gint64 expires_in_s; /* for how long it was given, in seconds, over 0 */
} TokenEntry;

/* Overwrites the token, then frees. */
void token_entry_free(TokenEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TokenEntry, token_entry_free)

/* Whether the token can be used at `now_s`: not too near its end, and not from the future. */
gboolean token_entry_is_fresh(const TokenEntry *entry, gint64 now_s);

/* Whether `value` may stand in a header field as a token (RFC 6750, section 2.1, and somewhat more
 * generous): 1 to 16384 printable ASCII characters, no space. */
gboolean token_value_is_valid(const char *value);

/* The entry that was written for `owner`, a line that says who the token belongs to; NULL: there
 * is none. A file that others may read or that is not ours is as if it were not there.
 * (transfer full) (nullable) */
TokenEntry *token_cache_read(const char *path, const char *owner);

/* Writes the file anew, mode 0600. FALSE with DELIVERY_ERROR_TEMPORARY if that failed; an older
 * file stays. */
gboolean token_cache_write(const char *path, const char *owner, const TokenEntry *entry,
                           GError **error);

/* Waits until no other process holds the lock beside `path`, at most until `deadline_us`
 * (g_get_monotonic_time(); 0: as long as it takes). Returns a descriptor: closing it gives the lock
 * back. -1 with DELIVERY_ERROR_API_DOWN if the deadline passed, DELIVERY_ERROR_TEMPORARY where
 * there can be no lock. */
int token_cache_lock(const char *path, gint64 deadline_us, GError **error);

/* Writes `text` to a new file beside `path`, mode 0600, synced if so asked, and puts it in its
 * place. FALSE with errno; an older file stays. */
gboolean token_cache_replace(const char *path, const char *text, gboolean is_synced);
