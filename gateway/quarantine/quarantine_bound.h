/* quarantine_bound.h - holds a Maildir of the quarantine to a size and an age: the oldest out
 * first.
 *
 * How much it holds stands in the file "size" in the Maildir, which is locked while it is changed:
 * a message that is added costs one small write, however many there are. Only where the bound is
 * reached are the files themselves looked at; then enough of them go for the next tenth of it.
 */
#pragma once

#include <glib.h>

/* Counts `bytes` (of a message) as added to the Maildir `directory`, which is made where it is
 * missing, and deletes the oldest messages where it would hold more than `max_bytes`. To be called
 * before the message is written, so that the files are never more than was counted. *ret_fits
 * FALSE: the message alone is larger, nothing was counted. DELIVERY_ERROR_TEMPORARY. */
gboolean quarantine_bound_add(const char *directory, guint64 bytes, guint64 max_bytes,
                              gboolean *ret_fits, GError **error);

/* What the messages of a Maildir take on the disk: as counted, or where no count stands, by looking
 * at them. With the reasons, in octets. */
guint64 quarantine_bound_size(const char *directory);
/* What one more of `bytes` takes. */
guint64 quarantine_bound_needed(guint64 bytes);

typedef struct {
    gint64 oldest_s; /* what was written before goes (seconds since the epoch) */
    guint64 max_bytes;
} QuarantineBound;

/* Deletes what is too old, then the oldest until the bound is kept, and counts anew. A directory
 * that is not there is an empty one. DELIVERY_ERROR_TEMPORARY. */
gboolean quarantine_bound_prune(const char *directory, const QuarantineBound *bound,
                                guint *ret_dropped, GError **error);
