/* shared_mark.h - a file beside the journal's path, "PATH.shared": the journal of this host is in a
 * database that hosts share.
 *
 * While it is there, neither an empty database nor a new file takes the place of that journal: mail
 * that it knows would be delivered once more. A file of a journal that moved says the same, but a
 * host that never had one has only this. */
#pragma once

#include <glib.h>

gboolean shared_mark_is_there(const char *path);

/* Fine if it is there. It is not synced: it is needed days later. STORE_ERROR_*. */
gboolean shared_mark_make(const char *path, GError **error);

void shared_mark_remove(const char *path);
