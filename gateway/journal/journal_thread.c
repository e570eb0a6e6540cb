/* journal_thread.c - the tables of threads and of participants. */
#include "gateway/journal/journal_thread.h"

#include "gateway/journal/journal_internal.h"

#define SEEN_AGAIN_S 86400 /* a participant is written again at most once a day */

gboolean
journal_thread_add(Journal *journal, const JournalThreadMail *mail, GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO thread (message_id, ticket_number, added_s, is_unproven,"
                           " organisation, last_passage) VALUES (?1, ?2, ?3, ?4, ?5,"
                           " (SELECT max(id) FROM passage))"
                           " ON CONFLICT (message_id, ticket_number) DO UPDATE"
                           " SET added_s = ?3, is_unproven = 0, organisation = ?5"
                           " WHERE thread.is_unproven <> 0 AND ?4 = 0",
                           "ttiit", mail->message_id, mail->ticket_number, journal_now_s(journal),
                           (gint64)mail->is_unproven, mail->organisation);
}

/* The ticket of the first row; NULL without an error if there is no row, or if its ticket
 * is NULL. */
static char *
first_ticket(JournalQuery *query, GError **error)
{
    return query != NULL && journal_query_next(query, error) == STORE_ROW_FOUND
               ? g_strdup(store_column_text(query, 0))
               : NULL;
}

char *
journal_thread_find(Journal *journal, GPtrArray *message_ids, const JournalAsker *asker,
                    GError **error)
{
    g_autofree char *lower = asker->address != NULL ? g_ascii_strdown(asker->address, -1) : NULL;
    GError *problem = NULL;
    for (guint i = 0; message_ids != NULL && i < message_ids->len; i++) {
        g_autoptr(JournalQuery) query = journal_query(
            journal, &problem,
            "SELECT t.ticket_number FROM thread t LEFT JOIN participant p"
            " ON p.ticket_number = t.ticket_number AND p.address = ?3"
            " WHERE t.message_id = ?1 AND (?2 = 0 OR t.is_unproven = 0)"
            " AND (t.organisation IS NULL OR t.organisation = ?4 OR p.address IS NOT NULL)"
            " ORDER BY coalesce(p.is_creator, 0) DESC,"
            " CASE WHEN t.organisation = ?4 THEN 0 ELSE 1 END,"
            " CASE WHEN p.address IS NULL THEN 1 ELSE 0 END, t.added_s, t.ticket_number LIMIT 1",
            "titt", (const char *)g_ptr_array_index(message_ids, i), (gint64)asker->needs_proof,
            lower, asker->organisation);
        char *number = first_ticket(query, &problem);
        if (number != NULL)
            return number;
        if (problem != NULL) {
            g_propagate_error(error, problem);
            return NULL;
        }
    }
    return NULL;
}

gboolean
journal_referral_add(Journal *journal, const JournalThreadMail *mail, GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO referral (message_id, ticket_number, added_s, is_unproven)"
                           " SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS"
                           " (SELECT 1 FROM thread WHERE message_id = ?1 AND ticket_number = ?2"
                           " AND (?4 <> 0 OR is_unproven = 0))"
                           " ON CONFLICT (message_id, ticket_number) DO UPDATE SET is_unproven = 0"
                           " WHERE referral.is_unproven <> 0 AND ?4 = 0",
                           "ttii", mail->message_id, mail->ticket_number, journal_now_s(journal),
                           (gint64)mail->is_unproven);
}

/* Whether any mail refers to this one. For most mails none does, and this query is faster than
 * compiling the statement that asks which. */
static gboolean
is_referred_to(Journal *journal, const char *message_id, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, "SELECT 1 FROM referral WHERE message_id = ?1", "t", message_id);

    return query != NULL && journal_query_next(query, error) == STORE_ROW_FOUND;
}

char *
journal_referral_find(Journal *journal, GPtrArray *message_ids, const JournalAsker *asker,
                      GError **error)
{
    g_autofree char *lower = g_ascii_strdown(asker->address, -1);
    GError *problem = NULL;

    for (guint i = 0; i < message_ids->len; i++) {
        const char *message_id = g_ptr_array_index(message_ids, i);
        if (!is_referred_to(journal, message_id, &problem)) {
            if (problem == NULL)
                continue;
            g_propagate_error(error, problem);
            return NULL;
        }
        g_autoptr(JournalQuery) query = journal_query(
            journal, &problem,
            "SELECT r.ticket_number FROM referral r JOIN participant p"
            " ON p.ticket_number = r.ticket_number AND p.address = ?3"
            " WHERE r.message_id = ?1 AND (?2 = 0 OR r.is_unproven = 0)"
            " AND r.ticket_number NOT IN (SELECT ticket_number FROM thread"
            " WHERE message_id = ?4 AND (?2 = 0 OR is_unproven = 0))"
            " ORDER BY p.is_creator DESC, r.added_s DESC, r.ticket_number DESC LIMIT 1",
            "titt", message_id, (gint64)asker->needs_proof, lower, asker->own_id);
        char *number = first_ticket(query, &problem);
        if (number != NULL)
            return number;
        if (problem != NULL) {
            g_propagate_error(error, problem);
            return NULL;
        }
    }
    return NULL;
}

gboolean
journal_participant_add(Journal *journal, const JournalParticipant *person, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(person->address, -1);
    g_autofree char *news = person->news_address != NULL &&
                                    g_ascii_strcasecmp(person->news_address, person->address) != 0
                                ? g_strdup(person->news_address)
                                : g_strdup("");
    gint64 is_creator = person->standing == STANDING_CREATOR;
    gint64 has_news_address = person->news_address != NULL;

    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(
               journal, NULL, error,
               "INSERT INTO participant (ticket_number, address, seen_s, is_creator, gets_news,"
               " news_address) VALUES (?1, ?2, ?3, ?5, ?6, ?8) ON CONFLICT (ticket_number, "
               "address) DO UPDATE"
               " SET seen_s = ?3, is_creator ="
               " CASE WHEN participant.is_creator < ?5 THEN ?5 ELSE participant.is_creator END,"
               " gets_news ="
               " CASE WHEN participant.gets_news < ?6 THEN ?6 ELSE participant.gets_news END,"
               " news_address = CASE WHEN ?7 <> 0 THEN ?8 ELSE participant.news_address END"
               " WHERE participant.seen_s < ?3 - ?4 OR participant.is_creator < ?5"
               " OR participant.gets_news < ?6"
               " OR (?7 <> 0 AND coalesce(participant.news_address, '') <> ?8)",
               "ttiiiiit", person->ticket_number, lower, journal_now_s(journal),
               (gint64)SEEN_AGAIN_S, is_creator, (gint64)(person->gets_news != FALSE),
               has_news_address, news);
}

void
journal_reader_free(JournalReader *reader)
{
    g_free(reader->address);
    g_free(reader->news_address);
    g_free(reader);
}

GPtrArray *
journal_participant_list(Journal *journal, const char *ticket_number, gboolean only_creator,
                         GError **error)
{
    g_autoptr(GPtrArray) people =
        g_ptr_array_new_with_free_func((GDestroyNotify)journal_reader_free);
    g_autoptr(JournalQuery) query =
        journal_query(journal, error,
                      "SELECT address, CASE WHEN coalesce(news_address, '') = '' THEN address"
                      " ELSE news_address END FROM participant WHERE ticket_number = ?1"
                      " AND gets_news <> 0 AND (?2 = 0 OR is_creator <> 0)"
                      " AND CASE WHEN coalesce(news_address, '') = '' THEN address"
                      " ELSE lower(news_address) END NOT IN (SELECT address FROM unreachable)"
                      " ORDER BY is_creator DESC, address",
                      "ti", ticket_number, (gint64)only_creator);
    StoreRow row = STORE_ROW_ERROR;

    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
        JournalReader *reader = g_new0(JournalReader, 1);
        *reader = (JournalReader){g_strdup(store_column_text(query, 0)),
                                  g_strdup(store_column_text(query, 1))};
        g_ptr_array_add(people, reader);
    }
    return row == STORE_ROW_NONE ? g_steal_pointer(&people) : NULL;
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
    StoreRow row = journal_query_next(query, error);
    if (row == STORE_ROW_ERROR)
        return FALSE;
    if (row == STORE_ROW_NONE)
        *ret_standing = STANDING_NONE;
    else
        *ret_standing = store_column_int64(query, 0) ? STANDING_CREATOR : STANDING_PARTICIPANT;
    return TRUE;
}

gboolean
journal_participant_has_any(Journal *journal, const char *ticket_number, gboolean *ret_has,
                            GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(journal, error, "SELECT 1 FROM participant WHERE ticket_number = ?1 LIMIT 1",
                      "t", ticket_number);

    if (query == NULL)
        return FALSE;
    StoreRow row = journal_query_next(query, error);
    if (row == STORE_ROW_ERROR)
        return FALSE;
    *ret_has = row != STORE_ROW_NONE;
    return TRUE;
}
