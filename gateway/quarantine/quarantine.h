/* quarantine.h - a Maildir of messages kept aside for the operator, each with a reason file.
 *
 * Any mail reader opens it. A message is kept under a name made from its key, so that every try of
 * a delivery keeps the same one file.
 */
#pragma once

#include <glib.h>

/* Keeps a copy of the message in `message_fd` (from offset 0 to its end) as new/NAME and `reason`
 * (UTF-8, for people) as reasons/NAME.txt under `directory`, which is made with mode 0700 where it
 * is missing. Both are on disk before it returns. `name` is of letters, digits, '.', '-', '_'.
 * DELIVERY_ERROR_TEMPORARY where it cannot be written: never silently full. */
gboolean quarantine_keep(const char *directory, const char *name, int message_fd,
                         const char *reason, GError **error);
