/* quarantine_quota.h - holds all of the quarantine to a size, and leaves the disk some room.
 *
 * Beyond either the oldest ignored mail goes, then the oldest of floods, then the oldest copies of
 * unproven mail whose tickets exist, or which went back to their senders; these have half of the
 * size at most. Comments too many of people who take part in their tickets have half of it at most,
 * too, and go last. What must never go makes the mail wait.
 */
#pragma once

#include "gateway/quarantine/quarantine_kind.h"

typedef struct {
    const char *quarantine;
    guint64 max_bytes;     /* of all kinds together; 0: no bound */
    guint64 min_free;      /* of the disk, that are left */
    guint64 ignored_bytes; /* of ignored mail alone */
} QuarantineQuota;

typedef enum {
    QUARANTINE_ROOM_NONE,  /* for a message of a kind that may go */
    QUARANTINE_ROOM_TAKEN, /* it fits; copies of unproven mail, or participants' floods, went for it
                            */
    QUARANTINE_ROOM_NEARLY_FULL, /* it fits; what must never go takes four fifths of all */
    QUARANTINE_ROOM_ENOUGH,
} QuarantineRoom;

/* Makes room for a message of `bytes` of this kind, and counts it where its kind is counted. To be
 * called before it is written. DELIVERY_ERROR_TEMPORARY: there is no room, or it cannot be made. */
gboolean quarantine_quota_make_room(const QuarantineQuota *quota, const QuarantineKind *kind,
                                    guint64 bytes, QuarantineRoom *ret_room, GError **error);
