/* journal_keys.c - the table of the prints of keys; place 0 has that of the key which signs. */
#include "gateway/journal/journal_keys.h"

#include "gateway/journal/journal_internal.h"

static JournalKeysState
state_of(const JournalKeys *keys, char *const recorded[JOURNAL_KEYS_MAX])
{
    if (g_strcmp0(keys->prints[0], recorded[0]) == 0)
        return JOURNAL_KEYS_SAME;
    if (recorded[0] == NULL)
        return JOURNAL_KEYS_FIRST;
    if (g_strcmp0(keys->prints[1], recorded[0]) == 0)
        return JOURNAL_KEYS_NEWER;
    return keys->prints[0] != NULL && g_strcmp0(keys->prints[0], recorded[1]) == 0
               ? JOURNAL_KEYS_OLDER
               : JOURNAL_KEYS_OTHER;
}

gboolean
journal_keys_compare(Journal *journal, const JournalKeys *keys, JournalKeysState *ret_state,
                     GError **error)
{
    g_autofree char *signing = NULL;
    g_autofree char *before = NULL;
    g_autoptr(JournalQuery) query =
        journal_query(journal, error, "SELECT place, print FROM key_print", "");
    StoreRow row = STORE_ROW_ERROR;

    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
        char **print = store_column_int64(query, 0) == 0 ? &signing : &before;
        g_free(*print);
        *print = g_strdup(store_column_text(query, 1));
    }
    if (row != STORE_ROW_NONE)
        return FALSE;
    *ret_state = state_of(keys, (char *const[JOURNAL_KEYS_MAX]){signing, before});
    return TRUE;
}

/* Inside a transaction. */
static gboolean
replace(Journal *journal, const JournalKeys *keys, GError **error)
{
    gint64 now_s = journal_now_s(journal);

    if (!journal_execute(journal, NULL, error, "DELETE FROM key_print", ""))
        return FALSE;
    for (gint64 i = 0; i < JOURNAL_KEYS_MAX && keys->prints[i] != NULL; i++)
        if (!journal_execute(journal, NULL, error,
                             "INSERT INTO key_print (place, print, since_s) VALUES (?1, ?2, ?3)",
                             "iti", i, keys->prints[i], now_s))
            return FALSE;
    return TRUE;
}

static gboolean
record_in_transaction(Journal *journal, const JournalKeys *keys, gboolean is_forced,
                      JournalKeysState *ret_state, GError **error)
{
    if (!journal_keys_compare(journal, keys, ret_state, error))
        return FALSE;
    if (!is_forced && *ret_state != JOURNAL_KEYS_FIRST && *ret_state != JOURNAL_KEYS_NEWER)
        return TRUE;
    *ret_state = JOURNAL_KEYS_SAME;
    return replace(journal, keys, error);
}

gboolean
journal_keys_record(Journal *journal, const JournalKeys *keys, gboolean is_forced,
                    JournalKeysState *ret_state, GError **error)
{
    if (!journal_begin(journal, TRUE, error))
        return FALSE;
    if (!record_in_transaction(journal, keys, is_forced, ret_state, error)) {
        journal_rollback(journal);
        return FALSE;
    }
    return journal_commit(journal, error);
}
