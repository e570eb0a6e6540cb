/* journal_forget.c - see journal_forget.h. One sweep for each table that may have an address in a
 * column; journal_forget_mails.c has what hangs on a mail. */
#include <string.h>

#include "gateway/journal/journal_forget_internal.h"

void
journal_forgotten_clear(JournalForgotten *forgotten)
{
    g_clear_pointer(&forgotten->open_mails, g_ptr_array_unref);
    g_clear_pointer(&forgotten->tagged, g_ptr_array_unref);
}

gboolean
journal_forget_begin(const JournalForget *self, GError **error)
{
    return journal_begin(self->journal, FALSE, error);
}

gboolean
journal_forget_end(const JournalForget *self, gboolean is_done, GError **error)
{
    if (is_done)
        return journal_commit(self->journal, error);
    journal_rollback(self->journal);
    return FALSE;
}

/* ---- sweeps ---- */

/* A column with addresses in its text. */
typedef struct {
    const char *select; /* two keys and the text, of ?3 rows behind (?1, ?2) */
    const char *change; /* of the row (?1, ?2); ?3, if it is named: the text without the address */
    gboolean (*is_hit)(const JournalForget *self, const char *text);
    gboolean is_rewritten; /* the row stays, with ?3 */
    gsize counter;         /* in JournalForgotten */
} Sweep;

typedef struct {
    char *keys[2];
    char *text; /* to write; NULL: none */
} Hit;

static void
free_hit(gpointer data)
{
    Hit *hit = data;

    g_free(hit->keys[0]);
    g_free(hit->keys[1]);
    g_free(hit->text);
    g_free(hit);
}

static gboolean
is_person(const JournalForget *self, const char *text)
{
    if (self->without_tag == NULL && person_address_is_tagged(self->person, text) &&
        !g_ptr_array_find_with_equal_func(self->counts->tagged, text, g_str_equal, NULL))
        g_ptr_array_add(self->counts->tagged, g_strdup(text));
    return person_address_is(self->person, text);
}

static gboolean
is_mentioned(const JournalForget *self, const char *text)
{
    return person_address_is_in(self->person, text, strlen(text));
}

/* Of confirmations, all addresses of a mailbox are counted as one without its tag. */
static gboolean
is_counted(const JournalForget *self, const char *text)
{
    return is_mentioned(self, text) ||
           (self->without_tag != NULL && strstr(text, "reply ") != NULL &&
            person_address_is_in(self->without_tag, text, strlen(text)));
}

/* The outbox's name of a confirmation to somebody in Cc ends with their address. */
static gboolean
is_source(const JournalForget *self, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, ".", 3);

    return g_strv_length(parts) == 3 && person_address_is(self->person, parts[2]);
}

static gboolean
is_id(const JournalForget *self, const char *text)
{
    return person_address_is_in_id(self->person, text);
}

/* The Message-ID of a mail of ours without a signed reference has a part of a hash of the address,
 * which whoever knows the address could recognise. */
static gboolean
is_thread_id(const JournalForget *self, const char *text)
{
    if (is_id(self, text))
        return TRUE;
    if (!g_str_has_prefix(text, "ticketgate."))
        return FALSE;
    const char *address = person_address_text(self->person);
    g_autofree char *lower = g_ascii_strdown(address, -1);
    g_autofree char *one = g_compute_checksum_for_string(G_CHECKSUM_SHA256, address, -1);
    g_autofree char *other = g_compute_checksum_for_string(G_CHECKSUM_SHA256, lower, -1);
    one[12] = other[12] = '\0';
    return strstr(text, one) != NULL || strstr(text, other) != NULL;
}

#define COUNTER(member) offsetof(JournalForgotten, member)

static const Sweep sweeps[] = {
    {"SELECT ticket_number, address, address FROM participant WHERE (ticket_number, address) >"
     " (?1, ?2) ORDER BY ticket_number, address LIMIT ?3",
     "DELETE FROM participant WHERE ticket_number = ?1 AND address = ?2", is_person, FALSE,
     COUNTER(participants)},
    {"SELECT ticket_number, address, news_address FROM participant WHERE (ticket_number, address) >"
     " (?1, ?2) ORDER BY ticket_number, address LIMIT ?3",
     "UPDATE participant SET news_address = NULL WHERE ticket_number = ?1 AND address = ?2",
     is_person, FALSE, COUNTER(participants)},
    {"SELECT message_id, ticket_number, message_id FROM thread WHERE (message_id, ticket_number) >"
     " (?1, ?2) ORDER BY message_id, ticket_number LIMIT ?3",
     "DELETE FROM thread WHERE message_id = ?1 AND ticket_number = ?2", is_thread_id, FALSE,
     COUNTER(threads)},
    {"SELECT message_id, ticket_number, message_id FROM referral WHERE (message_id, ticket_number)"
     " > (?1, ?2) ORDER BY message_id, ticket_number LIMIT ?3",
     "DELETE FROM referral WHERE message_id = ?1 AND ticket_number = ?2", is_id, FALSE,
     COUNTER(threads)},
    {"SELECT ticket_number, source, source FROM passage WHERE (ticket_number, source) > (?1, ?2)"
     " ORDER BY ticket_number, source LIMIT ?3",
     "DELETE FROM passage WHERE ticket_number = ?1 AND source = ?2", is_source, FALSE,
     COUNTER(passages)},
    {"SELECT ticket_number, '', message_id FROM ticket WHERE ticket_number > ?1 AND ?2 = ''"
     " ORDER BY ticket_number LIMIT ?3",
     "UPDATE ticket SET message_id = NULL WHERE ticket_number = ?1 AND ?2 = ''", is_id, FALSE,
     COUNTER(threads)},
    {"SELECT address, '', address FROM unreachable WHERE address > ?1 AND ?2 = ''"
     " ORDER BY address LIMIT ?3",
     "DELETE FROM unreachable WHERE address = ?1 AND ?2 = ''", is_person, FALSE,
     COUNTER(participants)},
    {"SELECT ticket_number, address, address FROM returned WHERE (ticket_number, address) >"
     " (?1, ?2) ORDER BY ticket_number, address LIMIT ?3",
     "DELETE FROM returned WHERE ticket_number = ?1 AND address = ?2", is_person, FALSE,
     COUNTER(participants)},
    {"SELECT key, '', key FROM budget WHERE key > ?1 AND ?2 = '' ORDER BY key LIMIT ?3",
     "DELETE FROM budget WHERE key = ?1 AND ?2 = ''", is_counted, FALSE, COUNTER(budgets)},
    {"SELECT key, '', message_id FROM mail WHERE key > ?1 AND ?2 = '' ORDER BY key LIMIT ?3",
     "UPDATE mail SET message_id = NULL WHERE key = ?1 AND ?2 = '' AND step = 4", is_id, FALSE,
     COUNTER(mails)},
    {"SELECT key, '', last_error FROM outbox WHERE key > ?1 AND ?2 = '' ORDER BY key LIMIT ?3",
     "UPDATE outbox SET last_error = ?3 WHERE key = ?1 AND ?2 = ''", is_mentioned, TRUE,
     COUNTER(mentions)},
    {"SELECT name, '', note FROM tally WHERE name > ?1 AND ?2 = '' ORDER BY name LIMIT ?3",
     "UPDATE tally SET note = ?3 WHERE name = ?1 AND ?2 = ''", is_mentioned, TRUE,
     COUNTER(mentions)},
};

/* The rows behind `last`, which becomes the last of them, or empty after the last of all. (transfer
 * full) (element-type Hit) */
static GPtrArray *
read_hits(const JournalForget *self, const Sweep *sweep, char *last[2], GError **error)
{
    g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(free_hit);
    g_autofree char *from = g_steal_pointer(&last[0]);
    g_autofree char *from_second = g_steal_pointer(&last[1]);
    g_autoptr(JournalQuery) query = journal_query(self->journal, error, sweep->select, "tti", from,
                                                  from_second, (gint64)JOURNAL_FORGET_SLICE);
    StoreRow row = STORE_ROW_ERROR;
    guint count = 0;

    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
        const char *text = store_column_text(query, 2);
        count++;
        if (text != NULL && sweep->is_hit(self, text)) {
            Hit *hit = g_new0(Hit, 1);
            hit->text = sweep->is_rewritten ? person_address_erase(self->person, text) : NULL;
            hit->keys[0] = g_strdup(store_column_text(query, 0));
            hit->keys[1] = g_strdup(store_column_text(query, 1));
            g_ptr_array_add(hits, hit);
        }
        if (count == JOURNAL_FORGET_SLICE) {
            last[0] = g_strdup(store_column_text(query, 0));
            last[1] = g_strdup(store_column_text(query, 1));
        }
    }
    return row == STORE_ROW_NONE ? g_steal_pointer(&hits) : NULL;
}

static gboolean
change(const JournalForget *self, const Sweep *sweep, const Hit *hit, GError **error)
{
    guint *counter = (guint *)(void *)((char *)self->counts + sweep->counter);
    guint rows = 0;

    if (!journal_execute(self->journal, &rows, error, sweep->change,
                         sweep->is_rewritten ? "ttt" : "tt", hit->keys[0], hit->keys[1], hit->text))
        return FALSE;
    *counter += rows;
    return TRUE;
}

static gboolean
run_sweep(const JournalForget *self, const Sweep *sweep, GError **error)
{
    char *last[2] = {g_strdup(""), g_strdup("")};
    gboolean is_done = TRUE;

    while (is_done && last[0] != NULL) {
        g_autoptr(GPtrArray) hits = read_hits(self, sweep, last, error);
        is_done = hits != NULL;
        if (hits == NULL || hits->len == 0)
            continue;
        is_done = journal_forget_begin(self, error);
        if (!is_done)
            break;
        for (guint i = 0; i < hits->len && is_done; i++)
            is_done = change(self, sweep, g_ptr_array_index(hits, i), error);
        is_done = journal_forget_end(self, is_done, error);
    }
    g_free(last[0]);
    g_free(last[1]);
    return is_done;
}

/* The trace is written at the end of each try, so of these nobody is known. */
static gboolean
count_unknown(const JournalForget *self, GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(self->journal, error,
                      "SELECT count(*) FROM mail WHERE added_s > ?1 AND step < 4"
                      " AND NOT EXISTS (SELECT 1 FROM trace WHERE mail_key = mail.key)",
                      "i", journal_now_s(self->journal) - 24 * 60 * 60);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    if (row == STORE_ROW_FOUND)
        self->counts->unknown_mails = (guint)store_column_int64(query, 0);
    return row != STORE_ROW_ERROR;
}

static gboolean
forget(JournalForget *self, GError **error)
{
    /* By the trace first: it knows whose the mails are. */
    if (!journal_forget_traces(self, error) || !journal_forget_replies(self, error))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(sweeps); i++)
        if (!run_sweep(self, &sweeps[i], error))
            return FALSE;
    return count_unknown(self, error);
}

gboolean
journal_forget(Journal *journal, const PersonAddress *person, gboolean is_dry_run,
               JournalForgotten *ret_forgotten, GError **error)
{
    g_autoptr(PersonAddress) without_tag = person_address_without_tag(person);
    g_autoptr(GHashTable) open_keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    JournalForget self = {.journal = journal,
                          .person = person,
                          .without_tag = without_tag,
                          .open_keys = open_keys,
                          .counts = ret_forgotten};

    ret_forgotten->open_mails = g_ptr_array_new_with_free_func(g_free);
    ret_forgotten->tagged = g_ptr_array_new_with_free_func(g_free);
    if (!is_dry_run)
        return forget(&self, error);
    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    gboolean is_counted = forget(&self, error);
    journal_rollback(journal);
    return is_counted;
}

gboolean
journal_forget_wipe(Journal *journal, gboolean *ret_is_complete, GError **error)
{
    GError *problem = NULL;

    return store_wipe(journal->store, ret_is_complete, &problem) || journal_fail(problem, error);
}
