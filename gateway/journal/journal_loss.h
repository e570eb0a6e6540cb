/* journal_loss.h - records that an earlier journal was lost. Until an MTA can no longer deliver a
 * mail of that time again, new mails are in doubt. */
#pragma once

#include "gateway/journal/journal.h"

/* Records on disk that the journal before this one is lost. */
gboolean journal_loss_record(Journal *journal, GError **error);

/* Whether a mail that is not in this journal may have been processed before, because an earlier
 * journal was lost recently. */
gboolean journal_loss_leaves_doubt(Journal *journal, gboolean *ret_is_in_doubt, GError **error);

/* The time until which mails are in doubt, and the path of the damaged file (NULL: it was missing).
 * *ret_until_s 0: nothing was lost, or it was long ago. (transfer full) */
gboolean journal_loss_find(Journal *journal, gint64 *ret_until_s, char **ret_moved_to,
                           GError **error);

/* Logs that the journal before this one was damaged or missing. Every process that opens the new
 * journal does so, for as long as mails are in doubt. Part of journal_open(). */
void journal_loss_tell(Journal *journal);
