/* journal_prune.h - deletes rows that are too old. */
#pragma once

#include "gateway/journal/journal.h"

typedef struct {
    gint64 now_s;
    gint64 keep_threads_s; /* mails (at least for a week), threads, participants, passages */
    gint64 keep_trace_s;   /* results of deliveries */
    gint64 keep_replies_s; /* confirmations that were sent, and those that could never be sent */
} JournalPruneLimits;

typedef struct {
    guint mails;
    guint threads;
    guint participants;
    guint passages; /* of mails on tickets */
    guint traces;
    guint replies;
    guint unsent_replies; /* could never be sent, and are now given up */
} JournalPruned;

/* Deletes in small transactions, so deliveries can continue. If everything would be deleted, the
 * clock is probably wrong: DELIVERY_ERROR_USAGE, and nothing is deleted. */
gboolean journal_prune(Journal *journal, const JournalPruneLimits *limits,
                       JournalPruned *ret_pruned, GError **error);

/* Checks the whole file. DELIVERY_ERROR_TEMPORARY if it is damaged; the next journal_open() then
 * moves it aside. */
gboolean journal_check(Journal *journal, GError **error);
