/* journal_lease.c - what a handle holds, and when the database last confirmed that. One UPDATE for
 * each kind of claim; the modules of these tables take and release them. */
#include "gateway/journal/journal_lease.h"

#include <time.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_backoff.h"
#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_news.h"

/* A request is sent at most this long after the database confirmed the claim. */
#define PROOF_US (1 * G_USEC_PER_SEC)
/* When the database cannot be asked: the lease may be over so long before its end, because of the
 * time that a statement takes. */
#define MARGIN_US (15 * G_USEC_PER_SEC)
/* How long a renewal may wait, and how long after a failed one the next is tried. */
#define RENEWAL_US (2 * G_USEC_PER_SEC)
#define RETRY_US (3 * G_USEC_PER_SEC)

/* Also counts while the machine sleeps. */
static gint64
clock_us(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
free_hold(gpointer data)
{
    JournalHold *hold = data;
    g_free(hold->key);
    g_free(hold);
}

gboolean
journal_is_shared(const Journal *journal)
{
    return journal->owner.kind->lease_s != 0;
}

gint64
journal_lease_until(Journal *journal, guint unseen_s)
{
    guint lease_s = journal->owner.kind->lease_s;
    return journal_now_s(journal) + (lease_s != 0 ? lease_s : unseen_s);
}

static JournalHold *
find_hold(const Journal *journal, JournalHoldKind kind, const char *key, gint64 id)
{
    for (guint i = 0; journal->holds != NULL && i < journal->holds->len; i++) {
        JournalHold *hold = g_ptr_array_index(journal->holds, i);
        if (hold->kind == kind && hold->id == id && g_strcmp0(hold->key, key) == 0)
            return hold;
    }
    return NULL;
}

void
journal_lease_hold(Journal *journal, JournalHoldKind kind, const char *key, gint64 id)
{
    if (!journal_is_shared(journal))
        return;
    JournalHold *hold = find_hold(journal, kind, key, id);
    if (hold == NULL) {
        hold = g_new0(JournalHold, 1);
        hold->kind = kind;
        hold->key = g_strdup(key);
        hold->id = id;
        if (journal->holds == NULL)
            journal->holds = g_ptr_array_new_with_free_func(free_hold);
        hold->is_open = journal->depth > 0;
        g_ptr_array_add(journal->holds, hold);
    }
    hold->proven_us = clock_us();
}

void
journal_lease_drop(Journal *journal, JournalHoldKind kind, const char *key, gint64 id)
{
    JournalHold *hold = find_hold(journal, kind, key, id);
    if (hold != NULL)
        (void)g_ptr_array_remove_fast(journal->holds, hold);
}

void
journal_lease_settle(Journal *journal, gboolean is_committed)
{
    for (guint i = journal->holds != NULL ? journal->holds->len : 0; i > 0; i--) {
        JournalHold *hold = g_ptr_array_index(journal->holds, i - 1);
        if (hold->is_open && !is_committed)
            (void)g_ptr_array_remove_index_fast(journal->holds, i - 1);
        else
            hold->is_open = FALSE;
    }
}

/* When the oldest of the proofs was given; 0: nothing is held. */
static gint64
oldest_proof_us(const Journal *journal)
{
    gint64 oldest_us = 0;
    for (guint i = 0; journal->holds != NULL && i < journal->holds->len; i++) {
        const JournalHold *hold = g_ptr_array_index(journal->holds, i);
        oldest_us = oldest_us == 0 ? hold->proven_us : MIN(oldest_us, hold->proven_us);
    }
    return oldest_us;
}

gboolean
journal_lease_set_lost(const Journal *journal, JournalHoldKind kind, GError **error)
{
    static const char *const texts[] = {
        [JOURNAL_HOLD_MAIL] = "this message was taken over by another process",
        [JOURNAL_HOLD_OUTBOX] = "this confirmation was taken over by another process",
        [JOURNAL_HOLD_PROBE] = "another process took over to ask whether the API works",
        [JOURNAL_HOLD_NEWS] = "another process took over to ask for news",
    };
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_BUSY, "%s%s", texts[kind],
                journal_is_shared(journal) ? " or host, because this one was paused for long" : "");
    return FALSE;
}

/* A lease of a mail only ever grows, so a take-over sees by it that its holder was there since. */
static gboolean
renew_hold(Journal *journal, const JournalHold *hold, guint *ret_changes, GError **error)
{
    const char *owner = journal->owner.name;
    gint64 until_s = journal_lease_until(journal, 0);
    switch (hold->kind) {
    case JOURNAL_HOLD_MAIL:
        return journal_execute(journal, ret_changes, error,
                               "UPDATE mail SET lease_until_s = CASE WHEN lease_until_s >= ?3"
                               " THEN lease_until_s + 1 ELSE ?3 END WHERE key = ?1 AND owner = ?2",
                               "tti", hold->key, owner, until_s);
    case JOURNAL_HOLD_OUTBOX:
        return journal_execute(journal, ret_changes, error,
                               "UPDATE outbox SET lease_until_s = ?3 WHERE id = ?1 AND owner = ?2"
                               " AND message IS NOT NULL",
                               "iti", hold->id, owner, until_s);
    case JOURNAL_HOLD_PROBE:
        return journal_execute(journal, ret_changes, error,
                               "UPDATE backoff SET lease_until_s = ?2 WHERE owner = ?1", "ti",
                               owner, until_s);
    case JOURNAL_HOLD_NEWS:
    default:
        return journal_execute(journal, ret_changes, error,
                               "UPDATE news_run SET lease_until_s = ?2 WHERE owner = ?1", "ti",
                               owner, until_s);
    }
}

/* Inside a transaction. */
static gboolean
renew_all(Journal *journal, GError **error)
{
    for (guint i = 0; i < journal->holds->len; i++) {
        const JournalHold *hold = g_ptr_array_index(journal->holds, i);
        guint changes = 0;
        if (!renew_hold(journal, hold, &changes, error))
            return FALSE;
        if (changes == 0)
            return journal_lease_set_lost(journal, hold->kind, error);
    }
    return TRUE;
}

gboolean
journal_lease_confirm(Journal *journal, GError **error)
{
    if (oldest_proof_us(journal) == 0)
        return TRUE;
    gint64 now_us = clock_us(); /* before the database gives its time */
    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    if (!renew_all(journal, error)) {
        journal_rollback(journal);
        return FALSE;
    }
    if (!journal_commit(journal, error))
        return FALSE;
    for (guint i = 0; i < journal->holds->len; i++)
        ((JournalHold *)g_ptr_array_index(journal->holds, i))->proven_us = now_us;
    return TRUE;
}

gboolean
journal_lease_prove(Journal *journal, GError **error)
{
    gint64 oldest_us = oldest_proof_us(journal);
    return oldest_us == 0 || clock_us() - oldest_us < PROOF_US ||
           journal_lease_confirm(journal, error);
}

gboolean
journal_lease_keep(Journal *journal, GError **error)
{
    GError *problem = NULL;
    gint64 oldest_us = oldest_proof_us(journal);
    gint64 now_us = oldest_us != 0 ? clock_us() : 0;
    gint64 lease_us = (gint64)journal->owner.kind->lease_s * G_USEC_PER_SEC;

    if (oldest_us == 0 || now_us - oldest_us < lease_us / 3 ||
        now_us - journal->renewal_failed_us < RETRY_US)
        return TRUE;
    gint64 until_us = g_get_monotonic_time() + RENEWAL_US;
    gint64 deadline_us = journal->deadline_us;
    store_set_deadline(journal->store, deadline_us != 0 ? MIN(deadline_us, until_us) : until_us);
    gboolean is_kept = journal_lease_confirm(journal, &problem);
    store_set_deadline(journal->store, deadline_us);
    if (is_kept)
        return TRUE;
    journal->renewal_failed_us = clock_us();
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_BUSY) ||
        journal->renewal_failed_us - oldest_us >= lease_us - MARGIN_US) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    g_error_free(problem);
    return TRUE;
}

static gboolean
release_hold(Journal *journal, const JournalHold *hold)
{
    const char *owner = journal->owner.name;
    switch (hold->kind) {
    case JOURNAL_HOLD_OUTBOX:
        return journal_execute(journal, NULL, NULL,
                               "UPDATE outbox SET owner = NULL WHERE id = ?1 AND owner = ?2", "it",
                               hold->id, owner);
    case JOURNAL_HOLD_PROBE:
        return journal_backoff_release(journal, NULL);
    case JOURNAL_HOLD_NEWS:
        return journal_news_end(journal, NULL);
    case JOURNAL_HOLD_MAIL:
    default:
        return TRUE; /* by journal_close() */
    }
}

void
journal_lease_release(Journal *journal, gboolean is_reachable)
{
    g_autoptr(GPtrArray) holds = g_steal_pointer(&journal->holds);
    gboolean is_released = is_reachable && journal_set_durable(journal, FALSE, NULL);
    for (guint i = 0; holds != NULL && i < holds->len && is_released; i++)
        is_released = release_hold(journal, g_ptr_array_index(holds, i));
}
