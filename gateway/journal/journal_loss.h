/* journal_loss.h - what is remembered of a journal that was lost: that it knew of mails, and until
 * when an MTA may still come back with one of them. */
#pragma once

#include "gateway/journal/journal.h"

/* Remembers, durably, that the journal before this one is gone. */
gboolean journal_loss_record(Journal *journal, GError **error);

/* Whether a mail that this journal does not know may have been worked on before: an earlier journal
 * was lost not long ago. */
gboolean journal_loss_leaves_doubt(Journal *journal, gboolean *ret_is_in_doubt, GError **error);

/* Until when mails are in doubt, and where the damaged file went (NULL: it was gone);
 * *ret_until_s 0: nothing was lost, or it is long ago. (transfer full) */
gboolean journal_loss_find(Journal *journal, gint64 *ret_until_s, char **ret_moved_to,
                           GError **error);

/* Tells the operator, by a line of the log, that the journal before this one was damaged or gone:
 * whoever finds it, and everybody who opens the new one for as long as mails are in doubt. Part of
 * journal_open(). */
void journal_loss_tell(Journal *journal);
