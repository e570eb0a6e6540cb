/* journal_outbox.c - the table of confirmations: held, sent, or due again. */
#include "gateway/journal/journal_outbox.h"

#include <string.h>

#include "gateway/journal/journal_internal.h"

/* Only used if the holder cannot be seen (journal_owner.h): longer than any delivery. */
#define HOLD_S 900

/* No confirmation is delayed for so long: if one is, the clock was set back. */
#define LATEST_DUE_S (24 * 60 * 60)

void
outbox_item_free(OutboxItem *item)
{
    if (item == NULL)
        return;
    g_free(item->recipient);
    g_clear_pointer(&item->message, g_bytes_unref);
    g_free(item);
}

/* The row of `query`: id, recipient, message, tries. (transfer full) */
static OutboxItem *
read_item(JournalQuery *query)
{
    OutboxItem *item = g_new0(OutboxItem, 1);

    item->id = store_column_int64(query, 0);
    item->recipient = g_strdup(store_column_text(query, 1));
    item->message = store_column_blob(query, 2);
    item->tries = (guint)store_column_int64(query, 3);
    return item;
}

/* Inside a transaction: holds the confirmation of `key` if it waits and no living process holds it.
 */
static gboolean
hold_existing(Journal *journal, const char *key, gint64 *ret_id, GError **error)
{
    gint64 now_s = journal_now_s(journal);
    g_autoptr(JournalQuery) query = journal_query(
        journal, error,
        "SELECT id, owner, lease_until_s FROM outbox WHERE key = ?1 AND message IS NOT NULL", "t",
        key);

    if (query == NULL)
        return FALSE;
    StoreRow row = journal_query_next(query, error);
    if (row == STORE_ROW_ERROR)
        return FALSE;
    if (row == STORE_ROW_NONE ||
        journal_query_claim(journal, query, 1, now_s) == JOURNAL_CLAIM_HELD) {
        *ret_id = -1;
        return TRUE;
    }
    gint64 id = store_column_int64(query, 0);
    if (!journal_execute(journal, NULL, error,
                         "UPDATE outbox SET owner = ?2, lease_until_s = ?3 WHERE id = ?1", "iti",
                         id, journal->owner.name, journal_lease_until(journal, HOLD_S)))
        return FALSE;
    journal_lease_hold(journal, JOURNAL_HOLD_OUTBOX, NULL, id);
    *ret_id = id;
    return TRUE;
}

static gboolean
add_in_transaction(Journal *journal, const char *key, OutboxItem *item, GError **error)
{
    gint64 now_s = journal_now_s(journal);
    g_autoptr(JournalQuery) query =
        journal_query(journal, error,
                      "INSERT INTO outbox (key, recipient, message, tries, due_s, owner,"
                      " lease_until_s, added_s) VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?4)"
                      " ON CONFLICT (key) DO NOTHING RETURNING id",
                      "ttbiti", key, item->recipient, item->message, now_s, journal->owner.name,
                      journal_lease_until(journal, HOLD_S));
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    if (row == STORE_ROW_ERROR)
        return FALSE;
    if (row == STORE_ROW_NONE)
        return hold_existing(journal, key, &item->id, error);
    item->id = store_column_int64(query, 0);
    journal_lease_hold(journal, JOURNAL_HOLD_OUTBOX, NULL, item->id);
    return TRUE;
}

gboolean
journal_outbox_add(Journal *journal, const char *key, OutboxItem *item, GError **error)
{
    OutboxItem added = *item;

    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    if (!add_in_transaction(journal, key, &added, error)) {
        journal_rollback(journal);
        return FALSE;
    }
    if (!journal_commit(journal, error))
        return FALSE;
    item->id = added.id;
    return TRUE;
}

OutboxItem *
journal_outbox_read(Journal *journal, gint64 id, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error,
        "SELECT id, recipient, message, tries FROM outbox WHERE id = ?1 AND message IS NOT NULL",
        "i", id);

    return query != NULL && journal_query_next(query, error) == STORE_ROW_FOUND ? read_item(query)
                                                                                : NULL;
}

#define SELECT_DUE                                                                                 \
    "SELECT id, recipient, message, tries, owner, lease_until_s FROM outbox"                       \
    " WHERE message IS NOT NULL AND (due_s <= ?1 OR due_s > ?1 + ?2) ORDER BY due_s"

/* The first confirmation that is due and that no living process holds. At most as many are held as
 * there are processes. */
static OutboxItem *
find_due(Journal *journal, gint64 now_s, GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(journal, error, SELECT_DUE, "ii", now_s, (gint64)LATEST_DUE_S);

    while (query != NULL && journal_query_next(query, error) == STORE_ROW_FOUND) {
        if (journal_query_claim(journal, query, 4, journal_now_s(journal)) != JOURNAL_CLAIM_FREE)
            continue;
        return read_item(query);
    }
    return NULL;
}

/* Inside a transaction. FALSE: an error; *ret_item stays NULL if another process was faster. */
static gboolean
hold_next(Journal *journal, gint64 now_s, OutboxItem **ret_item, GError **error)
{
    g_autoptr(GError) find_error = NULL;
    g_autoptr(OutboxItem) item = find_due(journal, now_s, &find_error);

    if (find_error != NULL) {
        g_propagate_error(error, g_steal_pointer(&find_error));
        return FALSE;
    }
    if (item != NULL &&
        !journal_execute(journal, NULL, error,
                         "UPDATE outbox SET owner = ?2, lease_until_s = ?3 WHERE id = ?1", "iti",
                         item->id, journal->owner.name, journal_lease_until(journal, HOLD_S)))
        return FALSE;
    if (item != NULL)
        journal_lease_hold(journal, JOURNAL_HOLD_OUTBOX, NULL, item->id);
    *ret_item = g_steal_pointer(&item);
    return TRUE;
}

OutboxItem *
journal_outbox_next(Journal *journal, gint64 now_s, GError **error)
{
    g_autoptr(OutboxItem) seen = find_due(journal, now_s, error);
    g_autoptr(OutboxItem) item = NULL;

    if (seen == NULL) /* as nearly always: no write lock taken */
        return NULL;
    if (!journal_begin(journal, FALSE, error))
        return NULL;
    if (!hold_next(journal, now_s, &item, error)) {
        journal_rollback(journal);
        return NULL;
    }
    return journal_commit(journal, error) ? g_steal_pointer(&item) : NULL;
}

gboolean
journal_outbox_count(Journal *journal, gint64 added_before_s, guint *ret_count, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, "SELECT count(*) FROM outbox WHERE message IS NOT NULL AND added_s < ?1",
        "i", added_before_s);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    *ret_count = row == STORE_ROW_FOUND ? (guint)store_column_int64(query, 0) : 0;
    return row != STORE_ROW_ERROR;
}

gboolean
journal_outbox_next_due(Journal *journal, gint64 *ret_due_s, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, "SELECT min(due_s) FROM outbox WHERE message IS NOT NULL", "");
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    *ret_due_s = row == STORE_ROW_FOUND ? store_column_int64(query, 0) : 0;
    return row != STORE_ROW_ERROR;
}

gboolean
journal_outbox_sent(Journal *journal, gint64 id, GError **error)
{
    journal_lease_drop(journal, JOURNAL_HOLD_OUTBOX, NULL, id);
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "UPDATE outbox SET message = NULL, owner = NULL WHERE id = ?1", "i", id);
}

gboolean
journal_outbox_failed(Journal *journal, gint64 id, gint64 retry_at_s, const char *reason,
                      GError **error)
{
    journal_lease_drop(journal, JOURNAL_HOLD_OUTBOX, NULL, id);
    /* Durable: confirmations are given up after a number of attempts, and a broken machine must not
     * try for ever. If another host took it over, it is that host's to say. */
    return journal_set_durable(journal, TRUE, error) &&
           journal_execute(journal, NULL, error,
                           "UPDATE outbox SET tries = tries + 1, due_s = ?2, owner = NULL,"
                           " last_error = ?3 WHERE id = ?1 AND message IS NOT NULL"
                           " AND (owner IS NULL OR owner = ?4)",
                           "iitt", id, retry_at_s, reason, journal->owner.name);
}

static void
free_waiting(gpointer data)
{
    OutboxWaiting *waiting = data;

    g_free(waiting->recipient);
    g_free(waiting->kind);
    g_free(waiting->ticket_number);
    g_free(waiting->last_error);
    g_free(waiting);
}

/* The key is that of the mail, its kind and perhaps a recipient, with dots between; of news, the
 * number of the ticket behind NEWS_PREFIX and a count stand for that of the mail. */
#define NEWS_PREFIX "news-"
#define SELECT_WAITING                                                                             \
    "SELECT o.id, o.recipient, o.key, m.ticket_number, o.tries, o.added_s, o.due_s, o.owner,"      \
    " o.lease_until_s, o.last_error FROM outbox o"                                                 \
    " LEFT JOIN mail m ON m.key = substr(o.key, 1, 32)"                                            \
    " WHERE o.message IS NOT NULL ORDER BY o.due_s, o.id"

/* `key`: the first part of the name; `number`: of the mail with that key, or NULL. (transfer full)
 * (nullable) */
static char *
ticket_of(const char *key, const char *number)
{
    const char *end = key != NULL ? strrchr(key, '-') : NULL;

    if (end == NULL || !g_str_has_prefix(key, NEWS_PREFIX))
        return g_strdup(number);
    key += strlen(NEWS_PREFIX);
    return g_strndup(key, end > key ? (gsize)(end - key) : 0);
}

GPtrArray *
journal_outbox_list(Journal *journal, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_waiting);
    g_autoptr(JournalQuery) query = journal_query(journal, error, SELECT_WAITING, "");
    gint64 now_s = journal_now_s(journal);
    StoreRow row = STORE_ROW_ERROR;

    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
        OutboxWaiting *waiting = g_new0(OutboxWaiting, 1);
        g_auto(GStrv) parts = g_strsplit(store_column_text(query, 2), ".", 3);
        waiting->id = store_column_int64(query, 0);
        waiting->recipient = g_strdup(store_column_text(query, 1));
        waiting->kind = g_strdup(parts[0] != NULL && parts[1] != NULL ? parts[1] : "");
        waiting->ticket_number = ticket_of(parts[0], store_column_text(query, 3));
        waiting->tries = (guint)store_column_int64(query, 4);
        waiting->added_s = store_column_int64(query, 5);
        waiting->due_s = store_column_int64(query, 6);
        waiting->is_held = journal_query_claim(journal, query, 7, now_s) == JOURNAL_CLAIM_HELD;
        waiting->last_error = g_strdup(store_column_text(query, 9));
        g_ptr_array_add(list, waiting);
    }
    return row == STORE_ROW_NONE ? g_steal_pointer(&list) : NULL;
}
