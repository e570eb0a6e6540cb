/* journal_tally.h - counts that only grow, whatever is deleted from the other tables: for metrics,
 * and for when something last worked. A delivery never reads them. */
#pragma once

#include "gateway/journal/journal.h"

/* Names; the results of mails are JOURNAL_TALLY_MAIL and the outcome. */
#define JOURNAL_TALLY_MAIL "mail "
#define JOURNAL_TALLY_API_SUCCESS "api success"
#define JOURNAL_TALLY_API_FAILURE "api failure"
#define JOURNAL_TALLY_SUBMISSION_SUCCESS "submission success"
#define JOURNAL_TALLY_SUBMISSION_FAILURE "submission failure"

typedef struct {
    char *name;
    guint64 count;
    guint64 total_ms; /* of all that were counted */
    gint64 last_s;    /* the last one, since the epoch */
    char *note;       /* one line about the last one; NULL: none */
} JournalTally;

/* Counts one more. `note`: one line (NULL: none). Survives this process, not a power cut. */
gboolean journal_tally_count(Journal *journal, const char *name, gint64 took_ms, const char *note,
                             GError **error);

/* All of them, by name. (transfer full) (element-type JournalTally) */
GPtrArray *journal_tally_list(Journal *journal, GError **error);
