/* journal_passage.c - the table of passages. */
#include "gateway/journal/journal_passage.h"

#include "gateway/journal/journal_internal.h"

gboolean
journal_passage_add(Journal *journal, const char *ticket_number, const char *source,
                    GBytes *fingerprint, GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO passage (ticket_number, source, added_s, fingerprint)"
                           " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                           "ttib", ticket_number, source, journal_now_s(journal), fingerprint);
}

static GPtrArray *
read_list(JournalQuery *query, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    StoreRow row = STORE_ROW_ERROR;
    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND)
        g_ptr_array_add(list, store_column_blob(query, 0));
    return row == STORE_ROW_NONE ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
journal_passage_list(Journal *journal, const char *ticket_number, guint max, GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(journal, error,
                      "SELECT fingerprint FROM passage WHERE ticket_number = ?1"
                      " ORDER BY id DESC LIMIT ?2",
                      "ti", ticket_number, (gint64)max);
    return read_list(query, error);
}

GPtrArray *
journal_passage_list_until(Journal *journal, const char *ticket_number, const char *message_id,
                           guint max, GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(journal, error,
                      "WITH answered AS (SELECT last_passage AS id FROM thread"
                      " WHERE message_id = ?2 AND ticket_number = ?1)"
                      " SELECT fingerprint FROM passage WHERE ticket_number = ?1"
                      " AND id <= (SELECT id FROM answered)"
                      " AND EXISTS (SELECT 1 FROM passage"
                      " WHERE ticket_number = ?1 AND id > (SELECT id FROM answered))"
                      " ORDER BY id DESC LIMIT ?3",
                      "tti", ticket_number, message_id, (gint64)max);
    return read_list(query, error);
}

gboolean
journal_own_comment_add(Journal *journal, const char *ticket_number, const char *hash,
                        GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO own_comment (ticket_number, hash, added_s)"
                           " VALUES (?1, ?2, ?3) ON CONFLICT (ticket_number, hash) DO UPDATE"
                           " SET added_s = ?3",
                           "tti", ticket_number, hash, journal_now_s(journal));
}

gboolean
journal_own_comment_find(Journal *journal, const char *ticket_number, const char *hash,
                         gint64 *ret_added_s, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, "SELECT added_s FROM own_comment WHERE ticket_number = ?1 AND hash = ?2",
        "tt", ticket_number, hash);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    *ret_added_s = row == STORE_ROW_FOUND ? store_column_int64(query, 0) : 0;
    return row != STORE_ROW_ERROR;
}
