/* journal_forget_mails.c - the mails of one person, found by the trace, and the confirmations to
 * them. */
#include <string.h>

#include "gateway/journal/journal_forget_internal.h"

/* Nobody sends a mail again after so long: MTAs give up after five days. */
#define OPEN_AT_MOST_S (7 * 24 * 60 * 60)

/* One row of the trace, of the person or with the address in it. */
typedef struct {
    char *key, *message_id, *ticket_number;
    char *recipients, *subject, *reason, *steps;
    gboolean is_theirs;
} Found;

static void
free_found(gpointer data)
{
    Found *found = data;
    char *texts[] = {found->key,     found->message_id, found->ticket_number, found->recipients,
                     found->subject, found->reason,     found->steps};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(found);
}

gboolean
journal_forget_is_open(Journal *journal, const char *key, gboolean *ret_is_open, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, "SELECT 1 FROM mail WHERE key = ?1 AND step < 4 AND added_s > ?2", "ti",
        key, journal_now_s(journal) - OPEN_AT_MOST_S);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    *ret_is_open = row == STORE_ROW_FOUND;
    return row != STORE_ROW_ERROR;
}

gboolean
journal_forget_find(Journal *journal, const PersonAddress *person, const char *key,
                    JournalForgetMail *ret_mail, GError **error)
{
    {
        g_autoptr(JournalQuery) query =
            journal_query(journal, error, "SELECT sender FROM trace WHERE mail_key = ?1", "t", key);
        StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;
        if (row == STORE_ROW_ERROR)
            return FALSE;
        ret_mail->is_theirs =
            row == STORE_ROW_FOUND && person_address_is(person, store_column_text(query, 0));
    }
    return journal_forget_is_open(journal, key, &ret_mail->is_open, error);
}

#define SELECT_TRACES                                                                              \
    "SELECT mail_key, sender, message_id, ticket_number, recipients, subject, reason, steps"       \
    " FROM trace WHERE mail_key > ?1 ORDER BY mail_key LIMIT ?2"

/* A list without the address; NULL: it does not contain it. (transfer full) */
static char *
without(const PersonAddress *person, const char *recipients)
{
    g_auto(GStrv) words = g_strsplit(recipients != NULL ? recipients : "", " ", -1);
    guint kept = 0;
    guint count = g_strv_length(words);

    for (guint i = 0; i < count; i++)
        if (person_address_is(person, words[i]))
            g_free(words[i]);
        else
            words[kept++] = words[i];
    words[kept] = NULL;
    return kept < count ? g_strjoinv(" ", words) : NULL;
}

static Found *
read_found(const JournalForget *self, JournalQuery *query)
{
    g_autofree char *message_id = g_strdup(store_column_text(query, 2));
    Found *found = g_new0(Found, 1);

    found->key = g_strdup(store_column_text(query, 0));
    found->is_theirs = person_address_is(self->person, store_column_text(query, 1));
    if (found->is_theirs || person_address_is_in_id(self->person, message_id))
        found->message_id = g_steal_pointer(&message_id);
    found->ticket_number = g_strdup(store_column_text(query, 3));
    found->recipients = without(self->person, store_column_text(query, 4));
    found->subject = person_address_erase(self->person, store_column_text(query, 5));
    found->reason = person_address_erase(self->person, store_column_text(query, 6));
    found->steps = person_address_erase(self->person, store_column_text(query, 7));
    return found;
}

static gboolean
is_hit(const Found *found)
{
    return found->is_theirs || found->message_id != NULL || found->recipients != NULL ||
           found->subject != NULL || found->reason != NULL || found->steps != NULL;
}

/* The rows after *last_key; it becomes the key of the last one, or NULL after the last of all.
 * (transfer full) (element-type Found) */
static GPtrArray *
read_slice(const JournalForget *self, char **last_key, GError **error)
{
    g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(free_found);
    g_autofree char *from = g_steal_pointer(last_key);
    g_autoptr(JournalQuery) query = journal_query(self->journal, error, SELECT_TRACES, "ti", from,
                                                  (gint64)JOURNAL_FORGET_SLICE);
    StoreRow row = STORE_ROW_ERROR;
    guint count = 0;

    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
        Found *found = read_found(self, query);
        g_free(*last_key);
        *last_key = g_strdup(found->key);
        count++;
        if (is_hit(found))
            g_ptr_array_add(hits, found);
        else
            free_found(found);
    }
    if (row != STORE_ROW_NONE)
        return NULL;
    if (count < JOURNAL_FORGET_SLICE)
        g_clear_pointer(last_key, g_free);
    return g_steal_pointer(&hits);
}

static gboolean
run(JournalForget *self, guint *counter, GError **error, const char *sql, const char *keys[2])
{
    guint rows = 0;

    if (!journal_execute(self->journal, &rows, error, sql, keys[1] != NULL ? "tt" : "t", keys[0],
                         keys[1]))
        return FALSE;
    *counter += rows;
    return TRUE;
}

/* Confirmations about a mail of the person: to whoever they went, and those that wait for the
 * person. */
static gboolean
erase_replies_about(JournalForget *self, const char *key, GError **error)
{
    g_autofree char *from = g_strconcat(key, ".", NULL);
    g_autofree char *to = g_strconcat(key, "/", NULL); /* the sign after '.' */
    g_autoptr(GPtrArray) theirs = g_ptr_array_new_with_free_func(g_free);
    {
        g_autoptr(JournalQuery) query =
            journal_query(self->journal, error,
                          "SELECT key, recipient, message IS NULL FROM outbox"
                          " WHERE key = ?1 OR (key > ?2 AND key < ?3)",
                          "ttt", key, from, to);
        StoreRow row = STORE_ROW_ERROR;
        while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
            gboolean is_sent = store_column_int64(query, 2) != 0;
            if (is_sent || person_address_is(self->person, store_column_text(query, 1))) {
                g_ptr_array_add(theirs, g_strdup(store_column_text(query, 0)));
                self->counts->waiting += is_sent ? 0 : 1;
            } else {
                self->counts->others_waiting++;
            }
        }
        if (row != STORE_ROW_NONE)
            return FALSE;
    }
    for (guint i = 0; i < theirs->len; i++)
        if (!run(self, &self->counts->replies, error, "DELETE FROM outbox WHERE key = ?1",
                 (const char *[2]){g_ptr_array_index(theirs, i), NULL}))
            return FALSE;
    return TRUE;
}

static gboolean
erase_passages(JournalForget *self, const Found *found, GError **error)
{
    g_autofree char *from = g_strconcat(found->key, ".", NULL);
    g_autofree char *to = g_strconcat(found->key, "/", NULL);
    guint rows = 0;

    if (!journal_execute(self->journal, &rows, error,
                         "DELETE FROM passage WHERE ticket_number = ?1"
                         " AND (source = ?2 OR (source > ?3 AND source < ?4))",
                         "tttt", found->ticket_number, found->key, from, to))
        return FALSE;
    self->counts->passages += rows;
    return TRUE;
}

static gboolean
erase_theirs(JournalForget *self, const Found *found, GError **error)
{
    gboolean is_open = FALSE;
    guint *threads = &self->counts->threads;

    if (!journal_forget_is_open(self->journal, found->key, &is_open, error))
        return FALSE;
    if (is_open) {
        if (g_hash_table_add(self->open_keys, g_strdup(found->key)))
            g_ptr_array_add(self->counts->open_mails, g_strdup(found->key));
        return TRUE;
    }
    return run(self, &self->counts->mails, error,
               "UPDATE mail SET message_id = NULL, refused = NULL, quoted = NULL WHERE key = ?1",
               (const char *[2]){found->key, NULL}) &&
           (found->ticket_number == NULL || erase_passages(self, found, error)) &&
           (found->ticket_number == NULL || found->message_id == NULL ||
            run(self, threads, error,
                "DELETE FROM thread WHERE message_id = ?1 AND ticket_number = ?2",
                (const char *[2]){found->message_id, found->ticket_number})) &&
           (found->message_id == NULL ||
            run(self, threads, error, "DELETE FROM referral WHERE message_id = ?1",
                (const char *[2]){found->message_id, NULL})) &&
           erase_replies_about(self, found->key, error) &&
           run(self, &self->counts->traces, error, "DELETE FROM trace WHERE mail_key = ?1",
               (const char *[2]){found->key, NULL});
}

static gboolean
erase_mention(JournalForget *self, const Found *found, GError **error)
{
    self->counts->mentions++;
    return journal_execute(
        self->journal, NULL, error,
        "UPDATE trace SET recipients = coalesce(?2, recipients), subject = coalesce(?3, subject),"
        " reason = coalesce(?4, reason), steps = coalesce(?5, steps),"
        " message_id = CASE WHEN ?6 = 1 THEN NULL ELSE message_id END WHERE mail_key = ?1",
        "ttttti", found->key, found->recipients, found->subject, found->reason, found->steps,
        (gint64)(found->message_id != NULL));
}

gboolean
journal_forget_traces(JournalForget *self, GError **error)
{
    g_autofree char *last_key = g_strdup("");

    while (last_key != NULL) {
        g_autoptr(GPtrArray) hits = read_slice(self, &last_key, error);
        if (hits == NULL)
            return FALSE;
        if (hits->len == 0)
            continue;
        if (!journal_forget_begin(self, error))
            return FALSE;
        gboolean is_done = TRUE;
        for (guint i = 0; i < hits->len && is_done; i++) {
            const Found *found = g_ptr_array_index(hits, i);
            is_done = found->is_theirs ? erase_theirs(self, found, error)
                                       : erase_mention(self, found, error);
        }
        if (!journal_forget_end(self, is_done, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- confirmations to the person ---- */

typedef struct {
    gint64 id;
    char *key;
    gboolean is_waiting;
} Reply;

static void
free_reply(gpointer data)
{
    Reply *reply = data;

    g_free(reply->key);
    g_free(reply);
}

/* (transfer full) (element-type Reply) */
static GPtrArray *
read_replies(const JournalForget *self, gint64 *last_id, GError **error)
{
    g_autoptr(GPtrArray) replies = g_ptr_array_new_with_free_func(free_reply);
    g_autoptr(JournalQuery) query =
        journal_query(self->journal, error,
                      "SELECT id, key, recipient, message IS NULL FROM outbox WHERE id > ?1"
                      " ORDER BY id LIMIT ?2",
                      "ii", *last_id, (gint64)JOURNAL_FORGET_SLICE);
    StoreRow row = STORE_ROW_ERROR;
    guint count = 0;

    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
        *last_id = store_column_int64(query, 0);
        count++;
        if (!person_address_is(self->person, store_column_text(query, 2)))
            continue;
        Reply *reply = g_new0(Reply, 1);
        reply->id = *last_id;
        reply->key = g_strdup(store_column_text(query, 1));
        reply->is_waiting = store_column_int64(query, 3) == 0;
        g_ptr_array_add(replies, reply);
    }
    if (row != STORE_ROW_NONE)
        return NULL;
    if (count < JOURNAL_FORGET_SLICE)
        *last_id = -1;
    return g_steal_pointer(&replies);
}

/* While its mail is not done, a retry would write the confirmation again if its key were gone. */
static gboolean
erase_reply(JournalForget *self, const Reply *reply, GError **error)
{
    g_autofree char *mail_key = g_strndup(reply->key, strcspn(reply->key, "."));
    gboolean is_open = FALSE;

    if (!journal_forget_is_open(self->journal, mail_key, &is_open, error))
        return FALSE;
    if (is_open) {
        if (g_hash_table_add(self->open_keys, g_strdup(mail_key)))
            g_ptr_array_add(self->counts->open_mails, g_strdup(mail_key));
        return TRUE;
    }
    guint rows = 0;
    if (!journal_execute(self->journal, &rows, error, "DELETE FROM outbox WHERE id = ?1", "i",
                         reply->id))
        return FALSE;
    self->counts->replies += rows;
    self->counts->waiting += reply->is_waiting ? rows : 0;
    return TRUE;
}

gboolean
journal_forget_replies(JournalForget *self, GError **error)
{
    gint64 last_id = 0;

    while (last_id >= 0) {
        g_autoptr(GPtrArray) replies = read_replies(self, &last_id, error);
        if (replies == NULL)
            return FALSE;
        if (replies->len == 0)
            continue;
        if (!journal_forget_begin(self, error))
            return FALSE;
        gboolean is_done = TRUE;
        for (guint i = 0; i < replies->len && is_done; i++)
            is_done = erase_reply(self, g_ptr_array_index(replies, i), error);
        if (!journal_forget_end(self, is_done, error))
            return FALSE;
    }
    return TRUE;
}
