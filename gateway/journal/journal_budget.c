/* journal_budget.c - the table of budgets. Knows keys and spans, not their meaning. */
#include "gateway/journal/journal_budget.h"

#include "gateway/journal/journal_internal.h"

/* Each new span deletes a few old ones, so the table stays small. */
#define DELETE_OVER                                                                                \
    "DELETE FROM budget WHERE key IN"                                                              \
    " (SELECT key FROM budget WHERE end_s <= ?1 ORDER BY end_s LIMIT 8)"

#define START                                                                                      \
    "INSERT INTO budget (key, start_s, end_s, used) VALUES (?1, ?2, ?3, 1)"                        \
    " ON CONFLICT (key) DO UPDATE SET start_s = ?2, end_s = ?3, used = 1, ticket_number = NULL"

/* Separate statements read and count a running span: they compile in a third of the time of one
 * statement for all cases. All is in one transaction. */
static gboolean
take_in_transaction(Journal *journal, const char *key, const JournalBudgetTime *time,
                    guint *ret_used, GError **error)
{
    guint used = 0;

    if (!journal_budget_used(journal, key, time->now_s, &used, error))
        return FALSE;
    *ret_used = used + 1;
    if (used > 0)
        return journal_execute(journal, NULL, error,
                               "UPDATE budget SET used = used + 1 WHERE key = ?1", "t", key);
    return journal_execute(journal, NULL, error, START, "tii", key, time->now_s,
                           time->now_s + time->span_s) &&
           journal_execute(journal, NULL, error, DELETE_OVER, "i", time->now_s);
}

gboolean
journal_budget_take(Journal *journal, const char *key, const JournalBudgetTime *time,
                    guint *ret_used, GError **error)
{
    guint used = 0;

    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    if (!take_in_transaction(journal, key, time, &used, error)) {
        journal_rollback(journal);
        return FALSE;
    }
    if (!journal_commit(journal, error))
        return FALSE;
    *ret_used = used;
    return TRUE;
}

#define SELECT_RUNNING                                                                             \
    "SELECT used, ticket_number FROM budget WHERE key = ?1 AND start_s <= ?2 AND end_s > ?2"

gboolean
journal_budget_used(Journal *journal, const char *key, gint64 now_s, guint *ret_used,
                    GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(journal, error, SELECT_RUNNING, "ti", key, now_s);

    if (query == NULL)
        return FALSE;
    StoreRow row = journal_query_next(query, error);
    if (row == STORE_ROW_ERROR)
        return FALSE;
    *ret_used = row == STORE_ROW_FOUND ? (guint)store_column_int64(query, 0) : 0;
    return TRUE;
}

gboolean
journal_budget_set_ticket(Journal *journal, const char *key, const char *ticket_number,
                          gint64 now_s, GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "UPDATE budget SET ticket_number = ?2"
                           " WHERE key = ?1 AND start_s <= ?3 AND end_s > ?3",
                           "tti", key, ticket_number, now_s);
}

char *
journal_budget_ticket(Journal *journal, const char *key, gint64 now_s, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(journal, error, SELECT_RUNNING, "ti", key, now_s);

    if (query == NULL || journal_query_next(query, error) != STORE_ROW_FOUND)
        return NULL;
    return g_strdup(store_column_text(query, 1));
}
