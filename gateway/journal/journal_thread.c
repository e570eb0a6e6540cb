/* journal_thread.c - the tables of threads and of participants. */
#include "gateway/journal/journal_thread.h"

#include "gateway/journal/journal_internal.h"

#define SEEN_AGAIN_S 86400 /* a participant is written again at most once a day */

gboolean
journal_thread_add(Journal *journal, const char *message_id, const char *ticket_number,
                   GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO thread (message_id, ticket_number, added_s)"
                           " VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                           "tti", message_id, ticket_number, journal_now_s());
}

char *
journal_thread_find(Journal *journal, GPtrArray *message_ids, GError **error)
{
    for (guint i = 0; message_ids != NULL && i < message_ids->len; i++) {
        g_autoptr(JournalQuery) query =
            journal_query(journal, error, "SELECT ticket_number FROM thread WHERE message_id = ?1",
                          "t", (const char *)g_ptr_array_index(message_ids, i));
        if (query == NULL)
            return NULL;
        JournalRow row = journal_query_next(journal, query, error);
        if (row == JOURNAL_ROW_FOUND)
            return journal_query_text(query, 0);
        if (row == JOURNAL_ROW_ERROR)
            return NULL;
    }
    return NULL;
}

gboolean
journal_referral_add(Journal *journal, const char *message_id, const char *ticket_number,
                     GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO referral (message_id, ticket_number, added_s)"
                           " SELECT ?1, ?2, ?3"
                           " WHERE NOT EXISTS (SELECT 1 FROM thread WHERE message_id = ?1)"
                           " ON CONFLICT DO NOTHING",
                           "tti", message_id, ticket_number, journal_now_s());
}

char *
journal_referral_find(Journal *journal, GPtrArray *message_ids, const char *address,
                      const char *own_id, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(address, -1);

    for (guint i = 0; i < message_ids->len; i++) {
        g_autoptr(JournalQuery) query = journal_query(
            journal, error,
            "SELECT r.ticket_number FROM referral r JOIN participant p"
            " ON p.ticket_number = r.ticket_number AND p.address = ?2"
            " WHERE r.message_id = ?1 AND r.ticket_number NOT IN"
            " (SELECT ticket_number FROM thread WHERE message_id = ?3)"
            " ORDER BY p.is_creator DESC, r.added_s DESC, r.ticket_number DESC LIMIT 1",
            "ttt", (const char *)g_ptr_array_index(message_ids, i), lower, own_id);
        if (query == NULL)
            return NULL;
        JournalRow row = journal_query_next(journal, query, error);
        if (row == JOURNAL_ROW_FOUND)
            return journal_query_text(query, 0);
        if (row == JOURNAL_ROW_ERROR)
            return NULL;
    }
    return NULL;
}

gboolean
journal_participant_add(Journal *journal, const char *ticket_number, const char *address,
                        ParticipantStanding standing, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(address, -1);
    gint64 is_creator = standing == STANDING_CREATOR;

    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO participant (ticket_number, address, seen_s, is_creator)"
                           " VALUES (?1, ?2, ?3, ?5) ON CONFLICT DO UPDATE"
                           " SET seen_s = ?3, is_creator = MAX(is_creator, ?5)"
                           " WHERE seen_s < ?3 - ?4 OR is_creator < ?5",
                           "ttiii", ticket_number, lower, journal_now_s(), (gint64)SEEN_AGAIN_S,
                           is_creator);
}

gboolean
journal_participant_find(Journal *journal, const char *ticket_number, const char *address,
                         ParticipantStanding *ret_standing, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(address, -1);
    g_autoptr(JournalQuery) query = journal_query(
        journal, error,
        "SELECT is_creator FROM participant WHERE ticket_number = ?1 AND address = ?2", "tt",
        ticket_number, lower);

    if (query == NULL)
        return FALSE;
    JournalRow row = journal_query_next(journal, query, error);
    if (row == JOURNAL_ROW_ERROR)
        return FALSE;
    if (row == JOURNAL_ROW_NONE)
        *ret_standing = STANDING_NONE;
    else
        *ret_standing = sqlite3_column_int(query, 0) ? STANDING_CREATOR : STANDING_PARTICIPANT;
    return TRUE;
}
