/* journal_transfer.h - the steps of a move between two stores; journal_move.h has their order. For
 * the modules of this folder and their tests. */
#pragma once

#include "gateway/journal/journal_move.h"
#include "gateway/journal/store/store_tables.h"

/* How long, and whom to tell. */
typedef struct {
    guint wait_s;
    JournalMoveFunc on_progress;
    gpointer data;
} JournalTransferOptions;

/* Errors are those of journal_move(). The file of a source has to exist. (transfer full) */
JournalMoved *journal_transfer(const StoreLocation *from, const StoreLocation *to,
                               const JournalTransferOptions *options, GError **error);

/* See journal_move_reopen(). */
gboolean journal_transfer_reopen(const StoreLocation *from, GError **error);

/* See journal_move_cancel(). */
gboolean journal_transfer_cancel(const StoreLocation *from, const StoreLocation *to,
                                 GError **error);
