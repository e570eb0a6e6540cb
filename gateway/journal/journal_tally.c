/* journal_tally.c - the table of counts. */
#include "gateway/journal/journal_tally.h"

#include "gateway/journal/journal_internal.h"

#define MAX_NOTE_CHARS 300

gboolean
journal_tally_count(Journal *journal, const char *name, gint64 took_ms, const char *note,
                    GError **error)
{
    g_autofree char *valid = note != NULL ? g_utf8_make_valid(note, -1) : NULL;
    g_autofree char *brief =
        valid != NULL ? g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), MAX_NOTE_CHARS))
                      : NULL;

    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "INSERT INTO tally (name, count, total_ms, last_s, note)"
                           " VALUES (?1, 1, ?2, ?3, ?4) ON CONFLICT (name) DO UPDATE SET"
                           " count = tally.count + 1, total_ms = tally.total_ms + ?2, last_s = ?3,"
                           " note = ?4",
                           "tiit", name, took_ms, journal_now_s(journal), brief);
}

static void
free_tally(gpointer data)
{
    JournalTally *tally = data;

    g_free(tally->name);
    g_free(tally->note);
    g_free(tally);
}

GPtrArray *
journal_tally_list(Journal *journal, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_tally);
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, "SELECT name, count, total_ms, last_s, note FROM tally ORDER BY name", "");
    StoreRow row = STORE_ROW_ERROR;

    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
        JournalTally *tally = g_new0(JournalTally, 1);
        tally->name = g_strdup(store_column_text(query, 0));
        tally->count = (guint64)store_column_int64(query, 1);
        tally->total_ms = (guint64)store_column_int64(query, 2);
        tally->last_s = store_column_int64(query, 3);
        tally->note = g_strdup(store_column_text(query, 4));
        g_ptr_array_add(list, tally);
    }
    return row == STORE_ROW_NONE ? g_steal_pointer(&list) : NULL;
}
