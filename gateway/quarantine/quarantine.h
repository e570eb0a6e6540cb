/* quarantine.h - keeps messages for the operator in a Maildir, each with a reason file.
 *
 * Any mail reader can open it. The name of a message is made from its key, so repeated attempts of
 * a delivery keep one file. */
#pragma once

#include <glib.h>

/* Keeps a copy of the message in `message_fd` (from offset 0 to its end) as new/NAME and `reason`
 * (UTF-8, for people) as reasons/NAME.txt in the Maildir of its kind (quarantine_kind.h) under
 * `directory`, which is made with mode 0700 if it is missing. `name` is "KEY.KIND", of letters,
 * digits, '.', '-', '_'. Both are on disk when it returns, after four syncs. Messages of a bounded
 * kind come in floods: only their content is synced (one sync), and their name with the next sync
 * of the journal. DELIVERY_ERROR_TEMPORARY if it cannot be written, also if the disk is full. */
gboolean quarantine_keep(const char *directory, const char *name, int message_fd,
                         const char *reason, GError **error);

/* Makes `directory` and the folders of a Maildir in it. DELIVERY_ERROR_TEMPORARY. */
gboolean quarantine_make_directories(const char *directory, GError **error);
