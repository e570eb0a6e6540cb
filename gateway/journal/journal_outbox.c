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

/* A confirmation that waits, as it was seen. */
typedef struct {
    gint64 id;
    gint64 due_s;
    gint64 lease_until_s;
    char *owner; /* NULL: nobody holds it */
} Seen;

static void
seen_clear(Seen *seen)
{
    g_free(seen->owner);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Seen, seen_clear)

#define SELECT_SEEN "SELECT id, due_s, owner, lease_until_s FROM outbox WHERE message IS NOT NULL"

/* The row of `query`; TRUE: no living process holds the confirmation, and with `is_ours_free` this
 * handle may. */
static gboolean
read_seen(Journal *journal, JournalQuery *query, gboolean is_ours_free, Seen *seen)
{
    g_free(seen->owner);
    *seen = (Seen){.id = store_column_int64(query, 0),
                   .due_s = store_column_int64(query, 1),
                   .owner = g_strdup(store_column_text(query, 2)),
                   .lease_until_s = store_column_int64(query, 3)};
    JournalClaim claim = journal_owner_see(&journal->owner, seen->owner, seen->lease_until_s,
                                           journal_now_s(journal));
    return claim == JOURNAL_CLAIM_FREE || (is_ours_free && claim == JOURNAL_CLAIM_OURS);
}

/* Only if nobody has sent, taken or put it off, or renewed its lease, since it was seen. */
#define TAKE                                                                                       \
    "UPDATE outbox SET owner = ?5, lease_until_s = ?6"                                             \
    " WHERE id = ?1 AND message IS NOT NULL AND due_s = ?2"                                        \
    " AND coalesce(owner, '') = coalesce(?3, '') AND lease_until_s = ?4"                           \
    " RETURNING id, recipient, message, tries"

/* Inside a transaction: holds the confirmation. *ret_item stays NULL if another was faster.
 * FALSE: an error. */
static gboolean
take(Journal *journal, const Seen *seen, OutboxItem **ret_item, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, TAKE, "iititi", seen->id, seen->due_s, seen->owner, seen->lease_until_s,
        journal->owner.name, journal_lease_until(journal, HOLD_S));
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    if (row != STORE_ROW_FOUND)
        return row == STORE_ROW_NONE;
    *ret_item = read_item(query);
    journal_lease_hold(journal, JOURNAL_HOLD_OUTBOX, NULL, seen->id);
    return TRUE;
}

/* FALSE without an error: it is sent, or another process holds it. */
static gboolean
see_key(Journal *journal, const char *key, Seen *seen, GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(journal, error, SELECT_SEEN " AND key = ?1", "t", key);

    return query != NULL && journal_query_next(query, error) == STORE_ROW_FOUND &&
           read_seen(journal, query, TRUE, seen);
}

/* Inside a transaction: holds the confirmation of `key` if it waits and no other living process
 * holds it. */
static gboolean
hold_existing(Journal *journal, const char *key, gint64 *ret_id, GError **error)
{
    GError *problem = NULL;
    g_auto(Seen) seen = {0};
    g_autoptr(OutboxItem) item = NULL;

    if (see_key(journal, key, &seen, &problem))
        (void)take(journal, &seen, &item, &problem);
    *ret_id = item != NULL ? item->id : -1;
    if (problem == NULL)
        return TRUE;
    g_propagate_error(error, problem);
    return FALSE;
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
    g_autoptr(JournalQuery) query =
        journal_query(journal, error,
                      "SELECT id, recipient, message, tries FROM outbox"
                      " WHERE id = ?1 AND message IS NOT NULL AND owner = ?2",
                      "it", id, journal->owner.name);

    return query != NULL && journal_query_next(query, error) == STORE_ROW_FOUND ? read_item(query)
                                                                                : NULL;
}

/* How many are looked at in one query; more only if others hold all of them. The messages, which
 * can be large, stay in the store. */
#define PAGE 200
#define SELECT_DUE                                                                                 \
    SELECT_SEEN " AND (due_s <= ?1 OR due_s > ?1 + ?2)"                                            \
                " AND (due_s > ?3 OR (due_s = ?3 AND id > ?4)) ORDER BY due_s, id LIMIT ?5"

/* Looks behind `seen`, which receives the last one that was looked at. FOUND: it is free. */
static StoreRow
find_in_page(Journal *journal, gint64 now_s, Seen *seen, gint64 *ret_rows, GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(journal, error, SELECT_DUE, "iiiii", now_s, (gint64)LATEST_DUE_S, seen->due_s,
                      seen->id, (gint64)PAGE);
    StoreRow row = STORE_ROW_ERROR;

    *ret_rows = 0;
    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
        (*ret_rows)++;
        if (read_seen(journal, query, FALSE, seen))
            break;
    }
    return row;
}

/* The next one behind `seen` that is due and that no living process holds. */
static StoreRow
find_due(Journal *journal, gint64 now_s, Seen *seen, GError **error)
{
    gint64 rows = 0;
    StoreRow row;

    do
        row = find_in_page(journal, now_s, seen, &rows, error);
    while (row == STORE_ROW_NONE && rows == PAGE);
    return row;
}

/* The same as take(), in a transaction of its own. */
static gboolean
take_alone(Journal *journal, const Seen *seen, OutboxItem **ret_item, GError **error)
{
    g_autoptr(OutboxItem) item = NULL;

    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    if (!take(journal, seen, &item, error)) {
        journal_rollback(journal);
        return FALSE;
    }
    if (!journal_commit(journal, error))
        return FALSE;
    *ret_item = g_steal_pointer(&item);
    return TRUE;
}

OutboxItem *
journal_outbox_next(Journal *journal, gint64 now_s, GError **error)
{
    g_auto(Seen) seen = {.due_s = G_MININT64};
    OutboxItem *item = NULL;

    /* nearly always nothing is due, and no write lock is taken */
    while (item == NULL && find_due(journal, now_s, &seen, error) == STORE_ROW_FOUND)
        if (!take_alone(journal, &seen, &item, error))
            return NULL;
    return item;
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
