/* journal_return.c - the tables of unreachable addresses and of returned mails. */
#include "gateway/journal/journal_return.h"

#include "gateway/journal/journal_internal.h"

gboolean
journal_return_note(Journal *journal, const char *address, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(address, -1);

    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO unreachable (address, since_s) VALUES (?1, ?2)"
                           " ON CONFLICT (address) DO NOTHING",
                           "ti", lower, journal_now_s(journal));
}

gboolean
journal_return_clear(Journal *journal, const char *address, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(address, -1);

    /* `returned` has no index for this: it is looked through only for those who were unreachable.
     * After a fault in between, the next mail of the person does it again. */
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "DELETE FROM returned WHERE address = ?1"
                           " AND EXISTS (SELECT 1 FROM unreachable WHERE address = ?1)",
                           "t", lower) &&
           journal_execute(journal, NULL, error, "DELETE FROM unreachable WHERE address = ?1", "t",
                           lower);
}

gboolean
journal_return_is_noted(Journal *journal, const char *address, gboolean *ret_is_noted,
                        GError **error)
{
    g_autofree char *lower = g_ascii_strdown(address, -1);
    g_autoptr(JournalQuery) query =
        journal_query(journal, error, "SELECT 1 FROM unreachable WHERE address = ?1", "t", lower);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    *ret_is_noted = row == STORE_ROW_FOUND;
    return row != STORE_ROW_ERROR;
}

/* (transfer full); NULL with an error: the journal's; NULL without: nobody. */
static char *
claimer_of(Journal *journal, const char *ticket_number, const char *lower, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, "SELECT mail_key FROM returned WHERE ticket_number = ?1 AND address = ?2",
        "tt", ticket_number, lower);

    return query != NULL && journal_query_next(query, error) == STORE_ROW_FOUND
               ? g_strdup(store_column_text(query, 0))
               : NULL;
}

gboolean
journal_return_claim(Journal *journal, const JournalReturn *returned, gboolean *ret_is_ours,
                     GError **error)
{
    g_autofree char *lower = g_ascii_strdown(returned->address, -1);
    g_autoptr(GError) problem = NULL;

    if (!journal_set_durable(journal, FALSE, error) ||
        !journal_execute(journal, NULL, error,
                         "INSERT INTO returned (ticket_number, address, mail_key, told_s)"
                         " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (ticket_number, address) DO NOTHING",
                         "ttti", returned->ticket_number, lower, returned->mail_key,
                         journal_now_s(journal)))
        return FALSE;
    g_autofree char *claimer = claimer_of(journal, returned->ticket_number, lower, &problem);
    *ret_is_ours = g_strcmp0(claimer, returned->mail_key) == 0;
    if (problem == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

gboolean
journal_return_release(Journal *journal, const JournalReturn *returned, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(returned->address, -1);

    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "DELETE FROM returned WHERE ticket_number = ?1 AND address = ?2"
                           " AND mail_key = ?3",
                           "ttt", returned->ticket_number, lower, returned->mail_key);
}
