/* quarantine_shelf.h - lists, finds and deletes messages in the quarantine. */
#pragma once

#include "gateway/quarantine/quarantine_reason.h"

typedef struct {
    char *name;      /* "KEY.KIND", without the flags that a mail reader adds after ':' */
    char *directory; /* the Maildir of its kind */
    char *path;      /* of the message, in new/ or cur/ of it */
    gint64 size;
    QuarantineReason *reason; /* if its file is lost: empty, with the kind from the name */
} QuarantineItem;

void quarantine_item_free(QuarantineItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QuarantineItem, quarantine_item_free)

/* All messages of one Maildir (quarantine_kind_directory()), oldest first. A missing directory
 * counts as empty. Errors: DELIVERY_ERROR_TEMPORARY. (transfer full) (element-type QuarantineItem)
 */
GPtrArray *quarantine_shelf_list(const char *directory, GError **error);

/* The messages that were ignored, or all others, of every Maildir of the quarantine. Errors: as
 * above. (transfer full) (element-type QuarantineItem) */
GPtrArray *quarantine_shelf_list_all(const char *quarantine, gboolean is_ignored, GError **error);

typedef struct {
    char *kind;
    guint count;
} QuarantineCount;

/* How many messages of each kind there are, each kind once, by their names alone. Errors: as above.
 * (transfer full) (element-type QuarantineCount) */
GPtrArray *quarantine_shelf_count(const char *quarantine, GError **error);

/* The message of any kind with the name `name`, or the only one with a name that begins so. Ignored
 * mail is searched last. DELIVERY_ERROR_USAGE: none, or several. (transfer full) */
QuarantineItem *quarantine_shelf_find(const char *quarantine, const char *name, GError **error);

/* Deletes the message and its reason, and syncs the folders. */
gboolean quarantine_shelf_drop(const QuarantineItem *item, GError **error);
