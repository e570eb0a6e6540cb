/* journal_prune.c - one statement for each table, run in slices. */
#include "gateway/journal/journal_prune.h"

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_mail.h"

#define SLICE_ROWS 500
#define SLICE_PAUSE_US 2000

/* MTAs give up after about five days; until then a mail may come again. */
#define MAIL_LEAST_S (7 * 24 * 60 * 60)

#define SLICE " LIMIT " G_STRINGIFY(SLICE_ROWS) ")"

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
        {"DELETE FROM mail WHERE key IN (SELECT key FROM mail WHERE added_s < ?1" SLICE, mails_s,
         &ret_pruned->mails},
        {"DELETE FROM thread WHERE (message_id, ticket_number) IN (SELECT message_id,"
         " ticket_number FROM thread WHERE added_s < ?1" SLICE,
         threads_s, &ret_pruned->threads},
        {"DELETE FROM referral WHERE (message_id, ticket_number) IN (SELECT message_id,"
         " ticket_number FROM referral WHERE added_s < ?1" SLICE,
         threads_s, &ret_pruned->threads},
        {"DELETE FROM participant WHERE (ticket_number, address) IN (SELECT ticket_number, address"
         " FROM participant WHERE seen_s < ?1" SLICE,
         threads_s, &ret_pruned->participants},
        {"DELETE FROM ticket WHERE ticket_number IN (SELECT ticket_number FROM ticket"
         " WHERE changed_s < ?1" SLICE,
         threads_s, &ret_pruned->threads},
        {"DELETE FROM news_taken WHERE id IN (SELECT id FROM news_taken WHERE taken_s < ?1" SLICE,
         threads_s, &ret_pruned->threads},
        {"DELETE FROM news_wait WHERE id IN (SELECT id FROM news_wait WHERE since_s < ?1" SLICE,
         threads_s, &ret_pruned->threads},
        {"DELETE FROM unreachable WHERE address IN (SELECT address FROM unreachable"
         " WHERE since_s < ?1" SLICE,
         threads_s, &ret_pruned->participants},
        {"DELETE FROM returned WHERE (ticket_number, address) IN (SELECT ticket_number, address"
         " FROM returned WHERE told_s < ?1" SLICE,
         threads_s, &ret_pruned->participants},
        {"DELETE FROM passage WHERE id IN (SELECT id FROM passage WHERE added_s < ?1" SLICE,
         threads_s, &ret_pruned->passages},
        {"DELETE FROM own_comment WHERE (ticket_number, hash) IN (SELECT ticket_number, hash"
         " FROM own_comment WHERE added_s < ?1" SLICE,
         threads_s, &ret_pruned->passages},
        {"DELETE FROM trace WHERE mail_key IN (SELECT mail_key FROM trace WHERE changed_s < "
         "?1" SLICE,
         limits->now_s - limits->keep_trace_s, &ret_pruned->traces},
        {"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE added_s < ?1"
         " AND message IS NULL" SLICE,
         replies_s, &ret_pruned->replies},
        {"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE added_s < ?1" SLICE,
         replies_s, &ret_pruned->unsent_replies},
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
