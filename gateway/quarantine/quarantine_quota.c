/* quarantine_quota.c - see quarantine_quota.h. quarantine_bound.c chooses the messages to delete.
 */
#include "gateway/quarantine/quarantine_quota.h"

#include <string.h>
#include <sys/statvfs.h>

#include "gateway/delivery_error.h"
#include "gateway/quarantine/quarantine_bound.h"

/* The Maildirs and their sizes. */
typedef struct {
    const QuarantineQuota *quota;
    char *ignored;
    char *flood;
    char *unproven;
    char *participant;  /* floods from participants of a ticket */
    guint64 kept_bytes; /* of mail that must never be deleted */
    guint64 flood_bytes;
    guint64 ignored_bytes;
    guint64 unproven_bytes;
    guint64 participant_bytes;
} Shelves;

static void
shelves_clear(Shelves *shelves)
{
    g_free(shelves->ignored);
    g_free(shelves->flood);
    g_free(shelves->unproven);
    g_free(shelves->participant);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shelves, shelves_clear)

static void
shelves_measure(Shelves *shelves, const QuarantineQuota *quota)
{
    const char *quarantine = quota->quarantine;
    shelves->quota = quota;
    shelves->ignored =
        quarantine_kind_directory(quarantine_kind_of(QUARANTINE_IGNORED), quarantine);
    shelves->flood = quarantine_kind_directory(quarantine_kind_of(QUARANTINE_FLOOD), quarantine);
    shelves->unproven = g_build_filename(quarantine, QUARANTINE_UNPROVEN, NULL);
    shelves->participant =
        quarantine_kind_directory(quarantine_kind_of(QUARANTINE_PART_FLOOD), quarantine);
    shelves->kept_bytes = quarantine_bound_size(quarantine);
    shelves->flood_bytes = quarantine_bound_size(shelves->flood);
    shelves->ignored_bytes = quarantine_bound_size(shelves->ignored);
    shelves->unproven_bytes = quarantine_bound_size(shelves->unproven);
    shelves->participant_bytes = quarantine_bound_size(shelves->participant);
}

/* Deletes the oldest of a Maildir until so much is free, or nothing is left. */
static gboolean
give_up(const char *directory, guint64 *bytes, guint64 *missing, GError **error)
{
    guint64 gain = MIN(*bytes, *missing);
    const QuarantineBound bound = {.max_bytes = *bytes - gain};
    guint dropped;
    if (gain == 0)
        return TRUE;
    if (!quarantine_bound_prune(directory, &bound, &dropped, error))
        return FALSE;
    guint64 left = quarantine_bound_size(directory);
    gain = *bytes - MIN(left, *bytes);
    *missing -= MIN(gain, *missing);
    *bytes = left;
    return TRUE;
}

/* How many bytes are missing on the disk for one more message of `needed`. If the disk does not
 * say, it counts as having enough: writing would fail. */
static guint64
disk_missing(const QuarantineQuota *quota, guint64 needed)
{
    struct statvfs disk;
    if (quota->min_free == 0 || statvfs(quota->quarantine, &disk) != 0)
        return 0;
    guint64 available = (guint64)disk.f_bavail * disk.f_frsize;
    guint64 wanted = quota->min_free + needed;
    return wanted > available ? wanted - available : 0;
}

static guint64
quota_missing(const QuarantineQuota *quota, const Shelves *shelves, guint64 needed)
{
    guint64 wanted = shelves->kept_bytes + shelves->flood_bytes + shelves->ignored_bytes +
                     shelves->unproven_bytes + shelves->participant_bytes + needed;
    return quota->max_bytes != 0 && wanted > quota->max_bytes ? wanted - quota->max_bytes : 0;
}

static gboolean
add(const char *shelf, guint64 bytes, guint64 max_bytes, QuarantineRoom *ret_room, GError **error)
{
    gboolean fits = FALSE;
    if (!quarantine_bound_add(shelf, bytes, max_bytes, &fits, error))
        return FALSE;
    *ret_room = fits ? QUARANTINE_ROOM_ENOUGH : QUARANTINE_ROOM_NONE;
    return TRUE;
}

/* Ignored mail never replaces anything else. */
static gboolean
make_room_for_ignored(const QuarantineQuota *quota, const Shelves *shelves, guint64 bytes,
                      QuarantineRoom *ret_room, GError **error)
{
    guint64 others = shelves->kept_bytes + shelves->flood_bytes + shelves->unproven_bytes +
                     shelves->participant_bytes;
    guint64 left = quota->max_bytes == 0       ? G_MAXUINT64
                   : quota->max_bytes > others ? quota->max_bytes - others
                                               : 0;
    if (disk_missing(quota, quarantine_bound_needed(bytes)) > 0) {
        *ret_room = QUARANTINE_ROOM_NONE;
        return TRUE;
    }
    return add(shelves->ignored, bytes, MIN(quota->ignored_bytes, left), ret_room, error);
}

/* When they use more than half, they only replace each other; one large message may use more. */
static gboolean
add_to_half(const QuarantineQuota *quota, const char *shelf, guint64 bytes,
            QuarantineRoom *ret_room, GError **error)
{
    guint64 half = MAX(quota->max_bytes / 2, quarantine_bound_needed(bytes));
    guint64 max_bytes = quota->max_bytes != 0 ? half : G_MAXUINT64;
    return add(shelf, bytes, max_bytes, ret_room, error);
}

/* Deletes what may be deleted for a message of this kind, in order, as far as needed. */
static gboolean
clear(const QuarantineQuota *quota, Shelves *shelves, const QuarantineKind *kind, guint64 needed,
      GError **error)
{
    gboolean is_flood = strcmp(kind->folder, QUARANTINE_FLOOD) == 0;
    gboolean is_for_good = *kind->folder == '\0';
    guint64 missing = MAX(quota_missing(quota, shelves, needed), disk_missing(quota, needed));
    if (!give_up(shelves->ignored, &shelves->ignored_bytes, &missing, error) ||
        !give_up(shelves->flood, &shelves->flood_bytes, &missing, error) ||
        (!is_flood && !give_up(shelves->unproven, &shelves->unproven_bytes, &missing, error)) ||
        (is_for_good &&
         !give_up(shelves->participant, &shelves->participant_bytes, &missing, error)))
        return FALSE;
    if (missing == 0)
        return TRUE;
    g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                        "the quarantine is full ([quarantine] max_size, min_free): look at what "
                        "it holds (ticketgate quarantine list), and drop what is done with");
    return FALSE;
}

static gboolean
make_room_and_add(Shelves *shelves, const QuarantineKind *kind, guint64 bytes,
                  QuarantineRoom *ret_room, GError **error)
{
    const QuarantineQuota *quota = shelves->quota;
    guint64 needed = quarantine_bound_needed(bytes);
    gboolean is_flood = strcmp(kind->folder, QUARANTINE_FLOOD) == 0;
    if (kind->is_bounded && !is_flood)
        return make_room_for_ignored(quota, shelves, bytes, ret_room, error);
    if (!clear(quota, shelves, kind, needed, error))
        return FALSE;
    if (is_flood)
        return add(shelves->flood, bytes, G_MAXUINT64, ret_room, error);
    if (quarantine_kind_is_unproven(kind))
        return add_to_half(quota, shelves->unproven, bytes, ret_room, error);
    if (*kind->folder != '\0')
        return add_to_half(quota, shelves->participant, bytes, ret_room, error);
    gboolean is_nearly_full =
        quota->max_bytes != 0 && shelves->kept_bytes + needed > quota->max_bytes / 5 * 4;
    *ret_room = is_nearly_full ? QUARANTINE_ROOM_NEARLY_FULL : QUARANTINE_ROOM_ENOUGH;
    return TRUE;
}

gboolean
quarantine_quota_make_room(const QuarantineQuota *quota, const QuarantineKind *kind, guint64 bytes,
                           QuarantineRoom *ret_room, GError **error)
{
    gboolean is_copy = !kind->is_bounded && *kind->folder != '\0';
    guint64 added = is_copy ? quarantine_bound_needed(bytes) : 0;
    g_auto(Shelves) shelves = {0};
    shelves_measure(&shelves, quota);
    guint64 before = shelves.unproven_bytes + shelves.participant_bytes;
    if (!make_room_and_add(&shelves, kind, bytes, ret_room, error))
        return FALSE;
    /* Deleting these is only reported in the log. */
    guint64 after =
        quarantine_bound_size(shelves.unproven) + quarantine_bound_size(shelves.participant);
    if (*ret_room == QUARANTINE_ROOM_ENOUGH && after < before + added)
        *ret_room = QUARANTINE_ROOM_TAKEN;
    return TRUE;
}
