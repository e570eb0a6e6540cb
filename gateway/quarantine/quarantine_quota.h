/* quarantine_quota.h - limits the size of the whole quarantine, and leaves free space on the disk.
 *
 * When a limit is reached, the oldest ignored mail is deleted first, then the oldest of floods.
 * Then come the oldest copies of unproven mail that has a ticket or was returned to its sender;
 * these use at most half of the size. Last come floods of comments from participants, which also
 * use at most half. If only mail is left that must never be deleted, the new mail has to wait. */
#pragma once

#include "gateway/quarantine/quarantine_kind.h"

typedef struct {
    const char *quarantine;
    guint64 max_bytes;     /* of all kinds together; 0: no limit */
    guint64 min_free;      /* to leave free on the disk */
    guint64 ignored_bytes; /* of ignored mail only */
} QuarantineQuota;

typedef enum {
    QUARANTINE_ROOM_NONE,  /* for a message of a kind that may be deleted */
    QUARANTINE_ROOM_TAKEN, /* it fits; copies of unproven mail or floods from participants were
                            * deleted */
    QUARANTINE_ROOM_NEARLY_FULL, /* it fits; mail that must never be deleted uses four fifths */
    QUARANTINE_ROOM_ENOUGH,
} QuarantineRoom;

/* Makes room for a message of `bytes` of this kind, and counts it if its kind is counted. Call it
 * before the message is written. DELIVERY_ERROR_TEMPORARY: there is no room, or an error. */
gboolean quarantine_quota_make_room(const QuarantineQuota *quota, const QuarantineKind *kind,
                                    guint64 bytes, QuarantineRoom *ret_room, GError **error);
