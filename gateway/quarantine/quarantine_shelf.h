/* quarantine_shelf.h - what is in the quarantine: found, opened and thrown away by name. */
#pragma once

#include "gateway/quarantine/quarantine_reason.h"

typedef struct {
    char *name;      /* "KEY.KIND", without what a mail reader hung on behind ':' */
    char *directory; /* the Maildir of its kind */
    char *path;      /* of the message, in new/ or cur/ of it */
    gint64 size;
    QuarantineReason *reason; /* of one that has lost its file: empty, with the kind of its name */
} QuarantineItem;

void quarantine_item_free(QuarantineItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QuarantineItem, quarantine_item_free)

/* All messages of one Maildir (quarantine_kind_directory()), oldest first. A directory that is not
 * there is an empty one. Errors: DELIVERY_ERROR_TEMPORARY. (transfer full) (element-type
 * QuarantineItem) */
GPtrArray *quarantine_shelf_list(const char *directory, GError **error);

/* The messages that were ignored, or all others, of every Maildir of the quarantine. Errors: as
 * above. (transfer full) (element-type QuarantineItem) */
GPtrArray *quarantine_shelf_list_all(const char *quarantine, gboolean is_ignored, GError **error);

/* The message of any kind whose name is `name`, or begins so and is the only one; those that were
 * ignored are looked at last. DELIVERY_ERROR_USAGE: none, or several. (transfer full) */
QuarantineItem *quarantine_shelf_find(const char *quarantine, const char *name, GError **error);

/* Deletes message and reason, durably. */
gboolean quarantine_shelf_drop(const QuarantineItem *item, GError **error);
