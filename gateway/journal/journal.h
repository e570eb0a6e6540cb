/* journal.h - the gateway's memory across processes and crashes.
 *
 * One SQLite file in write-ahead mode. What is in it: the mails with the step that each has
 * reached (journal_mail.h), the threads (journal_thread.h), and the replies not yet handed over
 * (journal_outbox.h). The calls are narrow on purpose, so that another database can stand behind them.
 *
 * Errors are DELIVERY_ERROR_TEMPORARY unless said otherwise. Times are seconds since the epoch.
 */
#pragma once

#include <glib.h>

typedef struct Journal Journal;

/* Opens the journal, making file (mode 0600) and tables where they are missing, and bringing an
 * older schema forward. A newer schema than ours: DELIVERY_ERROR_CONFIGURATION. (transfer full) */
Journal *journal_open(const char *path, GError **error);
void journal_close(Journal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Journal, journal_close)
