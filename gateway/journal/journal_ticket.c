/* journal_ticket.c - the table of tickets. */
#include "gateway/journal/journal_ticket.h"

#include "gateway/journal/journal_internal.h"

#define SELECT_TICKET                                                                              \
    "SELECT ticket_number, message_id, language, is_unproven, state, question, own_change, mails," \
    " is_open, added_s, changed_s, asked_s, is_listed FROM ticket"

void
journal_ticket_free(JournalTicket *ticket)
{
    if (ticket == NULL)
        return;
    g_free(ticket->ticket_number);
    g_free(ticket->message_id);
    g_free(ticket->language);
    g_free(ticket->state);
    g_free(ticket->question);
    g_free(ticket->own_change);
    g_free(ticket->own_change_over);
    g_free(ticket);
}

/* The row of `query`. (transfer full) */
static JournalTicket *
read_ticket(JournalQuery *query)
{
    JournalTicket *ticket = g_new0(JournalTicket, 1);

    ticket->ticket_number = g_strdup(store_column_text(query, 0));
    ticket->message_id = g_strdup(store_column_text(query, 1));
    ticket->language = g_strdup(store_column_text(query, 2));
    ticket->is_unproven = store_column_int64(query, 3) != 0;
    ticket->state = g_strdup(store_column_text(query, 4));
    ticket->question = g_strdup(store_column_text(query, 5));
    ticket->own_change = g_strdup(store_column_text(query, 6));
    ticket->n_mails = (guint)store_column_int64(query, 7);
    ticket->is_open = store_column_int64(query, 8) != 0;
    ticket->added_s = store_column_int64(query, 9);
    ticket->changed_s = store_column_int64(query, 10);
    ticket->asked_s = store_column_int64(query, 11);
    ticket->is_listed = store_column_int64(query, 12) != 0;
    return ticket;
}

gboolean
journal_ticket_add(Journal *journal, const JournalThreadMail *mail, const char *language,
                   GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO ticket (ticket_number, message_id, language, is_unproven,"
                           " mails, is_open, is_listed, added_s, changed_s, asked_s)"
                           " VALUES (?1, ?2, ?3, ?4, 0, 1, 1, ?5, ?5, 0)"
                           " ON CONFLICT (ticket_number) DO NOTHING",
                           "tttii", mail->ticket_number, mail->message_id, language,
                           (gint64)mail->is_unproven, journal_now_s(journal));
}

gboolean
journal_ticket_note_own(Journal *journal, const char *ticket_number, const char *change,
                        GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "UPDATE ticket SET own_change = ?2 WHERE ticket_number = ?1", "tt",
                           ticket_number, change);
}

GHashTable *
journal_ticket_list_open(Journal *journal, GError **error)
{
    g_autoptr(GHashTable) tickets =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)journal_ticket_free);
    g_autoptr(JournalQuery) query =
        journal_query(journal, error, SELECT_TICKET " WHERE is_open <> 0", "");
    StoreRow row = STORE_ROW_ERROR;

    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
        JournalTicket *ticket = read_ticket(query);
        g_hash_table_replace(tickets, ticket->ticket_number, ticket);
    }
    return row == STORE_ROW_NONE ? g_steal_pointer(&tickets) : NULL;
}

gboolean
journal_ticket_read_own(Journal *journal, JournalTicket *ticket, GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(journal, error, "SELECT own_change FROM ticket WHERE ticket_number = ?1", "t",
                      ticket->ticket_number);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    if (row != STORE_ROW_FOUND)
        return row == STORE_ROW_NONE;
    g_free(ticket->own_change);
    ticket->own_change = g_strdup(store_column_text(query, 0));
    return TRUE;
}

JournalTicket *
journal_ticket_find(Journal *journal, const char *ticket_number, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, SELECT_TICKET " WHERE ticket_number = ?1", "t", ticket_number);

    return query != NULL && journal_query_next(query, error) == STORE_ROW_FOUND ? read_ticket(query)
                                                                                : NULL;
}

gboolean
journal_ticket_record(Journal *journal, const JournalTicket *ticket, GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "UPDATE ticket SET state = ?2, question = ?3, own_change ="
                           " CASE WHEN own_change = ?4 THEN NULL ELSE own_change END,"
                           " mails = ?5, is_open = ?6, changed_s = ?7, asked_s = ?8,"
                           " is_listed = ?9"
                           " WHERE ticket_number = ?1",
                           "ttttiiiii", ticket->ticket_number, ticket->state, ticket->question,
                           ticket->own_change_over, (gint64)ticket->n_mails,
                           (gint64)ticket->is_open, ticket->changed_s, ticket->asked_s,
                           (gint64)ticket->is_listed);
}

gboolean
journal_ticket_end_unseen(Journal *journal, gint64 until_s, GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "UPDATE ticket SET state = '', is_open = 0"
                           " WHERE state IS NULL AND added_s <= ?1",
                           "i", until_s);
}
