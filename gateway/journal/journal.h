/* journal.h - what the gateway remembers across processes and crashes.
 *
 * It holds the mails and the step that each has reached (journal_mail.h), the threads
 * (journal_thread.h), and the confirmations that were not sent yet (journal_outbox.h). store/ hides
 * which database is used (store/store.h).
 *
 * Errors are DELIVERY_ERROR_TEMPORARY unless said otherwise. Times are seconds since the epoch. A
 * Journal belongs to one thread at a time and cannot be used in a forked child. */
#pragma once

#include <glib.h>

#include "config/config.h"

typedef struct Journal Journal;

/* Opens the journal at `place`, a path or a url (postgresql://...). Makes the file (mode 0600) and
 * the tables if they are missing, and upgrades an older schema. A damaged file is moved aside,
 * never deleted, and a new one is made. If that happened, or if the file was missing, every process
 * that opens the journal logs it for as long as it matters. DELIVERY_ERROR_CONFIGURATION: the
 * schema is newer than ours, or the database is not ours. (transfer full) */
Journal *journal_open(const char *place, GError **error);

/* Opens the journal of the configuration, with its password. Also DELIVERY_ERROR_CONFIGURATION: the
 * password cannot be read, or the url is set and the file still has this host's journal
 * (journal_move.h). (transfer full) */
Journal *journal_open_configured(const Config *config, GError **error);

/* The same for whoever knows that the journal before it was lost for good: an empty database, or a
 * file that is missing, becomes a new one, in which mails are in doubt (journal_loss.h). */
Journal *journal_open_anew(const Config *config, GError **error);

/* This host has used the journal of [journal] url: from now on, no empty one takes its place.
 * Nothing for a journal in a file. A failure is logged. */
void journal_note_shared(const Config *config);

/* Whether it could be opened, as far as that can be said without connecting to anything: for a url,
 * libpq is there, and the url can be used. DELIVERY_ERROR_CONFIGURATION, or _TEMPORARY: the library
 * is missing. */
gboolean journal_check_place(const Config *config, GError **error);

/* Whether this host has a url, and its journal is still in the file: mail waits. */
gboolean journal_has_to_move(const Config *config);

/* Opens the database of the url, and closes it, also if the journal has to move there first. Errors
 * as journal_open_configured(). */
gboolean journal_try_database(const Config *config, GError **error);

/* Whether the journal of this host, the file of [journal] path, is in a database now. Reads a few
 * bytes. */
gboolean journal_has_moved(const Config *config);

/* Whether the journal of this host is in a database, or was when it was last used. */
gboolean journal_is_elsewhere(const Config *config);

/* Whether the journal was made: FALSE only if it is a file that does not exist, and did not before.
 */
gboolean journal_is_there(const Config *config);

/* Its path or url, for messages. */
const char *journal_place(const Config *config);

/* Closes it and releases the claims of this handle. Does nothing in a forked child. */
void journal_close(Journal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Journal, journal_close)

/* The path to which a damaged file was moved (with "-wal" and "-shm", if they existed) when this
 * handle was opened; NULL: it was not. Other processes that opened the journal meanwhile get NULL.
 */
const char *journal_was_replaced(const Journal *journal);

/* Whether this handle made a new journal in place of an old one: that was moved aside, or its file
 * is missing ("PATH.lock" still exists). For some days, every mail that is new to the journal is
 * then in doubt (journal_mail.h). */
gboolean journal_was_lost(const Journal *journal);

/* Whether the file at that path is still the open one: another process may have moved a damaged
 * file aside. For handles that are used for many mails. */
gboolean journal_is_current(const Journal *journal);

/* The time (g_get_monotonic_time) until which a call may wait for writes of other processes. A call
 * never waits longer than 10 s; 0: only this limit. */
void journal_set_deadline(Journal *journal, gint64 deadline_us);

/* Seconds since the epoch, by the clock that counts for all who use the journal: the host's, or
 * that of the database which hosts share. */
gint64 journal_now_s(Journal *journal);

/* Makes the calls up to journal_commit() one transaction. With `is_durable` it is on disk when
 * journal_commit() returns, whatever the calls inside ask for; without, it survives the process but
 * not a power cut. Only one process can be inside a transaction: send nothing and wait for nothing
 * there. Pairs nest; the outermost counts. After a failure inside, call journal_rollback(), which
 * undoes everything. */
gboolean journal_begin(Journal *journal, gboolean is_durable, GError **error);
gboolean journal_commit(Journal *journal, GError **error);
void journal_rollback(Journal *journal);

/* Whether a mail can be recorded now: a database may be there and only be read. Changes nothing. */
gboolean journal_is_writable(Journal *journal, GError **error);
