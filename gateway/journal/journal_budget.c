/* journal_budget.c - the table of budgets. Knows keys and spans, not what they are for. */
#include "gateway/journal/journal_budget.h"

#include "gateway/journal/journal_internal.h"

/* Each new span takes a few that are over with it, so that the table stays small. */
#define DELETE_OVER                                                                                \
    "DELETE FROM budget WHERE key IN"                                                              \
    " (SELECT key FROM budget WHERE end_s <= ?1 ORDER BY end_s LIMIT 8)"

#define TAKE                                                                                       \
    "INSERT INTO budget (key, start_s, end_s, used) VALUES (?1, ?2, ?3, 1)"                        \
    " ON CONFLICT DO UPDATE SET"                                                                   \
    " used = CASE WHEN end_s <= ?2 OR start_s > ?2 THEN 1 ELSE used + 1 END,"                      \
    " ticket_number = CASE WHEN end_s <= ?2 OR start_s > ?2 THEN NULL ELSE ticket_number END,"     \
    " start_s = CASE WHEN end_s <= ?2 OR start_s > ?2 THEN ?2 ELSE start_s END,"                   \
    " end_s = CASE WHEN end_s <= ?2 OR start_s > ?2 THEN ?3 ELSE end_s END"

static gboolean
take_in_transaction(Journal *journal, const char *key, const JournalBudgetTime *time,
                    guint *ret_used, GError **error)
{
    return journal_execute(journal, NULL, error, TAKE, "tii", key, time->now_s,
                           time->now_s + time->span_s) &&
           journal_budget_used(journal, key, time->now_s, ret_used, error) &&
           (*ret_used > 1 || journal_execute(journal, NULL, error, DELETE_OVER, "i", time->now_s));
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
    JournalRow row = journal_query_next(journal, query, error);
    if (row == JOURNAL_ROW_ERROR)
        return FALSE;
    *ret_used = row == JOURNAL_ROW_FOUND ? (guint)sqlite3_column_int(query, 0) : 0;
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

    if (query == NULL || journal_query_next(journal, query, error) != JOURNAL_ROW_FOUND)
        return NULL;
    return journal_query_text(query, 1);
}
