/* journal_prune.c - one statement for each table, run in slices. */
#include "gateway/journal/journal_prune.h"

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_mail.h"

#define SLICE_ROWS 500
#define SLICE_PAUSE_US 2000

/* MTAs give up after about five days; until then a mail may come again. */
#define MAIL_LEAST_S (7 * 24 * 60 * 60)

/* A slice of the rows of `table` whose `time` is older than ?1. The time is compared twice: if
 * another host writes a row while PostgreSQL waits for it, the row is compared again, but only by
 * what is outside of the inner SELECT. The "+" leaves the index to that SELECT. */
#define DELETE_OLD(table, keys, time, more)                                                        \
    "DELETE FROM " table " WHERE +" time " < ?1 AND (" keys ") IN (SELECT " keys " FROM " table    \
    " WHERE " time " < ?1" more " LIMIT " G_STRINGIFY(SLICE_ROWS) ")"

/* Runs `sql`, which deletes a slice of what is older than `before_s`, until nothing is left. */
static gboolean
delete_slices(Journal *journal, const char *sql, gint64 before_s, guint *ret_rows, GError **error)
{
    for (;;) {
        guint rows = 0;
        if (!journal_set_durable(journal, FALSE, error) ||
            !journal_execute(journal, &rows, error, sql, "i", before_s))
            return FALSE;
        *ret_rows += rows;
        if (rows < SLICE_ROWS)
            return TRUE;
        g_usleep(SLICE_PAUSE_US);
    }
}

/* The newest time in the journal; 0: it is empty. */
static gboolean
read_newest(Journal *journal, gint64 *ret_newest_s, GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(journal, error,
                      "SELECT max(added_s) FROM (SELECT max(added_s) AS added_s FROM mail"
                      " UNION ALL SELECT max(added_s) FROM thread) AS newest",
                      "");
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    if (row == STORE_ROW_ERROR)
        return FALSE;
    *ret_newest_s = row == STORE_ROW_FOUND ? store_column_int64(query, 0) : 0;
    return TRUE;
}

static gboolean
check_clock(Journal *journal, const JournalPruneLimits *limits, GError **error)
{
    gint64 newest_s = 0;

    if (!read_newest(journal, &newest_s, error))
        return FALSE;
    if (newest_s == 0 || newest_s >= limits->now_s - limits->keep_threads_s)
        return TRUE;
    g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                        "journal: everything in it is older than what is to be kept; is the clock "
                        "right? Nothing was deleted");
    return FALSE;
}

gboolean
journal_prune(Journal *journal, const JournalPruneLimits *limits, JournalPruned *ret_pruned,
              GError **error)
{
    gint64 threads_s = limits->now_s - limits->keep_threads_s;
    gint64 mails_s = MIN(threads_s, limits->now_s - MAIL_LEAST_S);
    gint64 replies_s = limits->now_s - limits->keep_replies_s;
    const struct {
        const char *sql;
        gint64 before_s;
        guint *rows;
    } tables[] = {
        {DELETE_OLD("mail", "key", "added_s", ""), mails_s, &ret_pruned->mails},
        {DELETE_OLD("thread", "message_id, ticket_number", "added_s", ""), threads_s,
         &ret_pruned->threads},
        {DELETE_OLD("referral", "message_id, ticket_number", "added_s", ""), threads_s,
         &ret_pruned->threads},
        {DELETE_OLD("participant", "ticket_number, address", "seen_s", ""), threads_s,
         &ret_pruned->participants},
        {DELETE_OLD("ticket", "ticket_number", "changed_s", ""), threads_s, &ret_pruned->threads},
        {DELETE_OLD("news_taken", "id", "taken_s", ""), threads_s, &ret_pruned->threads},
        {DELETE_OLD("news_wait", "id", "since_s", ""), threads_s, &ret_pruned->threads},
        {DELETE_OLD("unreachable", "address", "since_s", ""), threads_s, &ret_pruned->participants},
        {DELETE_OLD("returned", "ticket_number, address", "told_s", ""), threads_s,
         &ret_pruned->participants},
        {DELETE_OLD("passage", "id", "added_s", ""), threads_s, &ret_pruned->passages},
        {DELETE_OLD("own_comment", "ticket_number, hash", "added_s", ""), threads_s,
         &ret_pruned->passages},
        {DELETE_OLD("trace", "mail_key", "changed_s", ""), limits->now_s - limits->keep_trace_s,
         &ret_pruned->traces},
        {DELETE_OLD("outbox", "id", "added_s", " AND message IS NULL"), replies_s,
         &ret_pruned->replies},
        {DELETE_OLD("outbox", "id", "added_s", ""), replies_s, &ret_pruned->unsent_replies},
    };

    *ret_pruned = (JournalPruned){0};
    if (!check_clock(journal, limits, error))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
        if (!delete_slices(journal, tables[i].sql, tables[i].before_s, tables[i].rows, error))
            return FALSE;
    return TRUE;
}

gboolean
journal_check(Journal *journal, GError **error)
{
    GError *problem = NULL;

    return store_check(journal->store, &problem) || journal_fail(problem, error);
}
