/* quarantine_bound.h - limits a Maildir of the quarantine in size and age: the oldest messages go
 * first.
 *
 * The file "size" in the Maildir has the total size; it is locked while it changes. So adding a
 * message costs one small write, however many there are. The messages themselves are only listed
 * when the limit is reached; then enough are deleted to free a tenth of it. */
#pragma once

#include <glib.h>

/* Adds `bytes` (of a message) to the count of the Maildir `directory`, which is made if it is
 * missing, and deletes the oldest messages if there would be more than `max_bytes`. Call it before
 * the message is written: then the files are never larger than the count. *ret_fits FALSE: the
 * message alone is larger than the limit; nothing was counted. DELIVERY_ERROR_TEMPORARY. */
gboolean quarantine_bound_add(const char *directory, guint64 bytes, guint64 max_bytes,
                              gboolean *ret_fits, GError **error);

/* The disk space of the messages of a Maildir with their reasons, in bytes: from the count, or by
 * listing the files if there is no count. */
guint64 quarantine_bound_size(const char *directory);
/* The disk space for one more message of `bytes`. */
guint64 quarantine_bound_needed(guint64 bytes);

typedef struct {
    gint64 oldest_s; /* older messages are deleted (seconds since the epoch) */
    guint64 max_bytes;
} QuarantineBound;

/* Deletes messages that are too old, then the oldest until the limit is kept, and counts again. A
 * missing directory counts as empty. DELIVERY_ERROR_TEMPORARY. */
gboolean quarantine_bound_prune(const char *directory, const QuarantineBound *bound,
                                guint *ret_dropped, GError **error);
