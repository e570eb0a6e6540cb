/* journal_loss.c - the table of the loss: at most one row. */
#include "gateway/journal/journal_loss.h"

#include "gateway/journal/journal_internal.h"
#include "gateway/log.h"

/* MTAs give up after about five days (RFC 5321, section 4.5.4.1); after that no old mail comes
 * back. */
#define DOUBT_S (7 * 24 * 60 * 60)

gboolean
journal_loss_record(Journal *journal, GError **error)
{
    /* Durable: without it, mails of before would be taken for new and become tickets twice. */
    return journal_set_durable(journal, TRUE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO loss (id, doubt_until_s, moved_to) VALUES (1, ?1, ?2)"
                           " ON CONFLICT (id) DO UPDATE SET doubt_until_s = ?1, moved_to = ?2",
                           "it", journal_now_s(journal) + DOUBT_S, journal_was_replaced(journal));
}

gboolean
journal_loss_find(Journal *journal, gint64 *ret_until_s, char **ret_moved_to, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, "SELECT doubt_until_s, moved_to FROM loss WHERE doubt_until_s > ?1", "i",
        journal_now_s(journal));

    if (query == NULL)
        return FALSE;
    StoreRow row = journal_query_next(query, error);
    *ret_until_s = row == STORE_ROW_FOUND ? store_column_int64(query, 0) : 0;
    *ret_moved_to = row == STORE_ROW_FOUND ? g_strdup(store_column_text(query, 1)) : NULL;
    return row != STORE_ROW_ERROR;
}

gboolean
journal_loss_leaves_doubt(Journal *journal, gboolean *ret_is_in_doubt, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, "SELECT 1 FROM loss WHERE doubt_until_s > ?1", "i", journal_now_s(journal));

    if (query == NULL)
        return FALSE;
    StoreRow row = journal_query_next(query, error);
    *ret_is_in_doubt = row == STORE_ROW_FOUND;
    return row != STORE_ROW_ERROR;
}

static void
tell_of_earlier_loss(Journal *journal)
{
    gint64 until_s = 0;
    g_autofree char *moved_to = NULL;

    if (!journal_loss_find(journal, &until_s, &moved_to, NULL) || until_s == 0)
        return;
    g_autoptr(GDateTime) until = g_date_time_new_from_unix_utc(until_s);
    g_autofree char *day = g_date_time_format(until, "%Y-%m-%d");
    log_warning("journal",
                "the journal is %s%s; until %s mails that may have been delivered before are "
                "looked up first",
                moved_to != NULL ? "new since an earlier one was damaged and moved to "
                                 : "new or was restored",
                moved_to != NULL ? moved_to : "", day);
}

void
journal_loss_tell(Journal *journal)
{
    if (journal_was_replaced(journal) != NULL)
        log_error("journal",
                  "the journal was damaged: it was moved to %s and a new one made; mails that may "
                  "have been delivered before are looked up first",
                  journal_was_replaced(journal));
    else if (journal_was_lost(journal))
        log_error("journal",
                  "the journal was gone and a new one was made; mails that may have been delivered "
                  "before are looked up first");
    else
        tell_of_earlier_loss(journal);
}
