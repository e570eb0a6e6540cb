/* journal_loss.c - the table of the loss: one row at most. */
#include "gateway/journal/journal_loss.h"

#include "gateway/journal/journal_internal.h"

/* MTAs give up after about five days (RFC 5321, section 4.5.4.1); then nothing comes back. */
#define DOUBT_S (7 * 24 * 60 * 60)

gboolean
journal_loss_record(Journal *journal, GError **error)
{
    /* Durable: without it, mails of before would be taken for new and become tickets twice. */
    return journal_set_durable(journal, TRUE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO loss (id, doubt_until_s) VALUES (1, ?1)"
                           " ON CONFLICT DO UPDATE SET doubt_until_s = ?1",
                           "i", journal_now_s() + DOUBT_S);
}

gboolean
journal_loss_leaves_doubt(Journal *journal, gboolean *ret_is_in_doubt, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, "SELECT 1 FROM loss WHERE doubt_until_s > ?1", "i", journal_now_s());

    if (query == NULL)
        return FALSE;
    JournalRow row = journal_query_next(journal, query, error);
    *ret_is_in_doubt = row == JOURNAL_ROW_FOUND;
    return row != JOURNAL_ROW_ERROR;
}
