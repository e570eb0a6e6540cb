/* journal_prune.h - forgets what is too old to matter. */
#pragma once

#include "gateway/journal/journal.h"

typedef struct {
    gint64 now_s;
    gint64
        keep_threads_s; /* mails, threads, participants and passages; mails for a week at least */
    gint64 keep_trace_s;   /* what became of mails */
    gint64 keep_replies_s; /* replies that were sent, and those that never could be */
} JournalPruneLimits;

typedef struct {
    guint mails;
    guint threads;
    guint participants;
    guint passages; /* of mails that tickets hold */
    guint traces;
    guint replies;
    guint unsent_replies; /* never with the MTA, and given up now */
} JournalPruned;

/* Deletes in small transactions, so that deliveries go on meanwhile. Where everything would go, the
 * clock is more likely wrong than the journal so old: DELIVERY_ERROR_USAGE, and nothing is deleted.
 */
gboolean journal_prune(Journal *journal, const JournalPruneLimits *limits,
                       JournalPruned *ret_pruned, GError **error);

/* Reads every page. DELIVERY_ERROR_TEMPORARY if the file is damaged; the next journal_open() then
 * moves it aside. */
gboolean journal_check(Journal *journal, GError **error);
