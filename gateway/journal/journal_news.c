/* journal_news.c - the tables of the run, which has at most one row, and of the updates taken.
 * While the first run is not over, `begun_s` is 0. */
#include "gateway/journal/journal_news.h"

#include "gateway/journal/journal_internal.h"

/* Inside a transaction. */
static gboolean
begin_in_transaction(Journal *journal, guint lease_s, JournalNewsRun *ret_run, GError **error)
{
    gint64 now_s = journal_now_s(journal);
    g_autoptr(JournalQuery) query =
        journal_query(journal, error, "SELECT begun_s, owner, lease_until_s FROM news_run", "");
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    if (row == STORE_ROW_ERROR)
        return FALSE;
    *ret_run = (JournalNewsRun){.is_ours = TRUE};
    if (row == STORE_ROW_FOUND) {
        ret_run->is_ours = journal_query_claim(journal, query, 1, now_s) != JOURNAL_CLAIM_HELD;
        ret_run->begun_s = store_column_int64(query, 0);
    }
    ret_run->is_first = ret_run->begun_s == 0;
    if (ret_run->is_first)
        ret_run->begun_s = now_s;
    if (!ret_run->is_ours)
        return TRUE;
    journal_lease_hold(journal, JOURNAL_HOLD_NEWS, NULL, 0);
    return journal_execute(journal, NULL, error,
                           "INSERT INTO news_run (id, begun_s, owner, lease_until_s)"
                           " VALUES (1, 0, ?1, ?2) ON CONFLICT (id) DO UPDATE SET owner = ?1,"
                           " lease_until_s = ?2",
                           "ti", journal->owner.name, journal_lease_until(journal, lease_s));
}

gboolean
journal_news_begin(Journal *journal, guint lease_s, JournalNewsRun *ret_run, GError **error)
{
    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    if (!begin_in_transaction(journal, lease_s, ret_run, error)) {
        journal_rollback(journal);
        return FALSE;
    }
    return journal_commit(journal, error);
}

gboolean
journal_news_end_first(Journal *journal, gint64 begun_s, GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "UPDATE news_run SET begun_s = ?1 WHERE begun_s = 0", "i", begun_s);
}

gboolean
journal_news_end(Journal *journal, GError **error)
{
    journal_lease_drop(journal, JOURNAL_HOLD_NEWS, NULL, 0);
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "UPDATE news_run SET owner = NULL WHERE owner = ?1", "t",
                           journal->owner.name);
}

gboolean
journal_news_forget(Journal *journal, GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error, "DELETE FROM news_run", "");
}

gboolean
journal_news_is_taken(Journal *journal, const char *id, gboolean *ret_is_taken, GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(journal, error, "SELECT 1 FROM news_taken WHERE id = ?1", "t", id);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    *ret_is_taken = row == STORE_ROW_FOUND;
    return row != STORE_ROW_ERROR;
}

gboolean
journal_news_take(Journal *journal, const char *id, gboolean *ret_is_new, GError **error)
{
    guint changes = 0;

    if (!journal_set_durable(journal, FALSE, error) ||
        !journal_execute(journal, &changes, error,
                         "INSERT INTO news_taken (id, taken_s) VALUES (?1, ?2)"
                         " ON CONFLICT (id) DO NOTHING",
                         "ti", id, journal_now_s(journal)))
        return FALSE;
    *ret_is_new = changes > 0;
    return TRUE;
}

static gboolean
wait_in_transaction(Journal *journal, const char *id, gint64 *ret_waited_s, GError **error)
{
    gint64 now_s = journal_now_s(journal);

    if (!journal_execute(journal, NULL, error,
                         "INSERT INTO news_wait (id, since_s) VALUES (?1, ?2)"
                         " ON CONFLICT (id) DO NOTHING",
                         "ti", id, now_s))
        return FALSE;
    g_autoptr(JournalQuery) query =
        journal_query(journal, error, "SELECT since_s FROM news_wait WHERE id = ?1", "t", id);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    if (row == STORE_ROW_FOUND)
        *ret_waited_s = now_s - store_column_int64(query, 0);
    return row == STORE_ROW_FOUND;
}

gboolean
journal_news_wait(Journal *journal, const char *id, gint64 *ret_waited_s, GError **error)
{
    if (!journal_begin(journal, TRUE, error))
        return FALSE;
    if (!wait_in_transaction(journal, id, ret_waited_s, error)) {
        journal_rollback(journal);
        return FALSE;
    }
    return journal_commit(journal, error);
}
