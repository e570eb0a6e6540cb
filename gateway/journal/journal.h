/* journal.h - the gateway's memory across processes and crashes.
 *
 * What is in it: the mails with the step that each has reached (journal_mail.h), the threads
 * (journal_thread.h), and the replies not yet handed over (journal_outbox.h). Which database is
 * behind it, store/ alone knows (store/store.h).
 *
 * Errors are DELIVERY_ERROR_TEMPORARY unless said otherwise. Times are seconds since the epoch.
 * A Journal belongs to one thread at a time, and is worthless in a forked child.
 */
#pragma once

#include <glib.h>

typedef struct Journal Journal;

/* Opens the journal, making file (mode 0600) and tables where they are missing, and bringing an
 * older schema forward. A file that is damaged is moved aside, never deleted, and a new one made;
 * that this happened, or that the file was gone, is logged by whoever opens the journal, now and
 * for as long as it matters. A newer schema than ours, or a database that is none of ours:
 * DELIVERY_ERROR_CONFIGURATION. (transfer full) */
Journal *journal_open(const char *path, GError **error);

/* Closes it. What this handle still has claimed is given up. In a forked child it does nothing. */
void journal_close(Journal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Journal, journal_close)

/* The path that a damaged file was moved to (with "-wal" and "-shm" where they were) when this
 * handle was opened; NULL: it was not. Other processes that opened the
 * journal meanwhile get NULL. */
const char *journal_was_replaced(const Journal *journal);

/* Whether this handle made a new journal where there had been one before: it was moved aside, or
 * its file is gone ("PATH.lock" is still there). For some days every mail that is new to the
 * journal is then in doubt (journal_mail.h). */
gboolean journal_was_lost(const Journal *journal);

/* Whether the file of that path is still the one that is open here: another process may have moved
 * a damaged one aside. For handles that are kept for many mails. */
gboolean journal_is_current(const Journal *journal);

/* Until when (g_get_monotonic_time) a call may wait for other processes' writes; 0: each call
 * waits 10 s at most, which is also the most that it waits with a later deadline. */
void journal_set_deadline(Journal *journal, gint64 deadline_us);

/* Joins the calls up to journal_commit() into one transaction, on disk when it returns with
 * `is_durable`, whatever the calls inside ask; else it survives the process but not a power cut.
 * Only one process can be between the two: send nothing and wait for nothing there. Pairs nest; the
 * outermost counts. After any failure inside: journal_rollback(), which undoes everything. */
gboolean journal_begin(Journal *journal, gboolean is_durable, GError **error);
gboolean journal_commit(Journal *journal, GError **error);
void journal_rollback(Journal *journal);
