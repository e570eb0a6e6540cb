/* quarantine.h - a Maildir of messages for the operator, each with a reason file.
 *
 * Any mail reader opens it. A message is kept under a name made from its key, so that every try of
 * a delivery keeps the same one file.
 */
#pragma once

#include <glib.h>

/* Keeps a copy of the message in `message_fd` (from offset 0 to its end) as new/NAME and `reason`
 * (UTF-8, for people) as reasons/NAME.txt in the Maildir of its kind (quarantine_kind.h) under
 * `directory`, which is made with mode 0700 if it is missing. `name` is "KEY.KIND", of letters,
 * digits, '.', '-', '_'. Both are on disk before it returns, after four syncs; of a bounded kind,
 * which comes in floods, the message's content after one, its name with the journal's next sync.
 * DELIVERY_ERROR_TEMPORARY if it cannot be written: never silently full. */
gboolean quarantine_keep(const char *directory, const char *name, int message_fd,
                         const char *reason, GError **error);

/* Makes `directory` and the folders of a Maildir in it. DELIVERY_ERROR_TEMPORARY. */
gboolean quarantine_make_directories(const char *directory, GError **error);
