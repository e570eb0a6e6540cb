/* journal_move.h - moves the whole journal from its file into the shared database, or back.
 *
 * The order makes that no mail is lost or delivered twice, whenever it is interrupted:
 *
 * 1. nobody else opens the source any more (deliveries: exit status 75); who has it open goes on;
 * 2. when nobody works on a mail, the source is closed, on disk: nobody can change it;
 * 3. its rows are copied into the target in one transaction, read back there, and compared;
 * 4. the target is committed, on disk, with the name of this move;
 * 5. the source is marked as moved, on disk.
 *
 * A failure before 4 opens the source again. After a crash, the source refuses mail until the move
 * is called again: a target with the name of the move is whole, else it is empty. */
#pragma once

#include "config/config.h"

/* What goes on; `waits_for` NULL: rows are copied and read back. FALSE: stop, nothing was moved. */
typedef gboolean (*JournalMoveFunc)(gpointer data, guint64 done, guint64 total,
                                    const char *waits_for);

typedef struct {
    const Config *config;
    gboolean is_back; /* from [journal] url to the file, not from the file to the url */
    guint wait_s;     /* how long to wait for mails that are being delivered */
    JournalMoveFunc on_progress;
    gpointer data;
} JournalMoveOptions;

typedef struct {
    char *name;
    guint64 rows;
    char *digest; /* 32 hexadecimal digits, the same in both journals; of no rows: all zero */
} JournalMovedTable;

typedef struct {
    char *from, *to;     /* the places, without password */
    char *put_aside;     /* the name that an older file at the target has got; or NULL */
    gboolean was_copied; /* FALSE: an earlier call had copied all */
    GPtrArray *tables;   /* of JournalMovedTable *; empty if it was not copied now */
} JournalMoved;

void journal_moved_free(JournalMoved *moved);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalMoved, journal_moved_free)

/* Moves it. DELIVERY_ERROR_USAGE: there is nothing to move, or the target is not empty.
 * DELIVERY_ERROR_BUSY: mails were being delivered all the time. DELIVERY_ERROR_TEMPORARY: something
 * failed, or it was stopped. After each of these, the source is in use again, unless the message
 * says otherwise; a file is used only by hosts without a url. (transfer full) */
JournalMoved *journal_move(const JournalMoveOptions *options, GError **error);

/* Opens a source again whose move was interrupted. DELIVERY_ERROR_USAGE: there is none, or the
 * target has everything already. */
gboolean journal_move_cancel(const Config *config, gboolean is_back, GError **error);

/* Opens the database again whose journal moved back, or was moving, to a host that is gone for
 * good: what that host did with its file is lost. DELIVERY_ERROR_USAGE: no journal moved from
 * there. */
gboolean journal_move_reopen(const Config *config, GError **error);
