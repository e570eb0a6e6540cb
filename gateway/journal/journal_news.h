/* journal_news.h - the run that takes news from the ticket system: one at a time, and what it took.
 */
#pragma once

#include "gateway/journal/journal.h"

typedef struct {
    gboolean is_ours;  /* FALSE: another process is at it */
    gboolean is_first; /* the first run of this journal, or since journal_news_forget() */
    gint64 begun_s;    /* of the first run; for the first, now */
} JournalNewsRun;

/* Begins a run, for `lease_s` at most if the process cannot be seen (journal_owner.h). */
gboolean journal_news_begin(Journal *journal, guint lease_s, JournalNewsRun *ret_run,
                            GError **error);

/* The first run, begun at `begun_s`, saw every ticket: the next is not the first. */
gboolean journal_news_end_first(Journal *journal, gint64 begun_s, GError **error);

/* Ends our run. */
gboolean journal_news_end(Journal *journal, GError **error);

/* The next run will be the first: what happens until then is not told. */
gboolean journal_news_forget(Journal *journal, GError **error);

/* Whether the update `id` was taken. */
gboolean journal_news_is_taken(Journal *journal, const char *id, gboolean *ret_is_taken,
                               GError **error);

/* How long ago this was first called for the update `id`: a file of it is waited for. On disk
 * before it returns 0. */
gboolean journal_news_wait(Journal *journal, const char *id, gint64 *ret_waited_s, GError **error);

/* Records that the update `id` was taken; *ret_is_new: it was not taken before. */
gboolean journal_news_take(Journal *journal, const char *id, gboolean *ret_is_new, GError **error);
