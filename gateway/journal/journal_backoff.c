/* journal_backoff.c - the table of the back-off: at most one row, because there is one API. No row:
 * all is well. `not_before_s` 0: failures are counted, but requests are not paused yet. */
#include "gateway/journal/journal_backoff.h"

#include "gateway/journal/journal_internal.h"

#define MAX_DOUBLINGS 16

typedef struct {
    gboolean is_there;
    gint64 not_before_s;
    gint64 set_s;
    guint failures;
    gboolean is_ours; /* this handle probes */
    gboolean is_held; /* another living process probes */
    char *last_key;
} BackoffRow;

static void
backoff_row_clear(BackoffRow *row)
{
    g_free(row->last_key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BackoffRow, backoff_row_clear)

static gboolean
read_row(Journal *journal, BackoffRow *row, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error,
        "SELECT not_before_s, set_s, failures, owner, lease_until_s, last_key FROM backoff", "");

    if (query == NULL)
        return FALSE;
    StoreRow found = journal_query_next(query, error);
    if (found != STORE_ROW_FOUND)
        return found == STORE_ROW_NONE;
    JournalClaim claim = journal_query_claim(journal, query, 3, journal_now_s(journal));
    row->is_there = TRUE;
    row->not_before_s = store_column_int64(query, 0);
    row->set_s = store_column_int64(query, 1);
    row->failures = (guint)store_column_int64(query, 2);
    row->is_ours = claim == JOURNAL_CLAIM_OURS;
    row->is_held = claim == JOURNAL_CLAIM_HELD;
    row->last_key = g_strdup(store_column_text(query, 5));
    return TRUE;
}

/* Fills in the result from the row; TRUE: the pause is over, and the row alone does not decide. */
static gboolean
is_probe_due(const BackoffRow *row, gint64 now_s, JournalBackoff *ret_backoff)
{
    *ret_backoff = (JournalBackoff){.turn = JOURNAL_BACKOFF_FREE, .is_noted = row->is_there};
    if (!row->is_there || row->not_before_s == 0)
        return FALSE;
    /* A clock that was set back must not make the wait longer. */
    if (now_s < row->not_before_s && now_s >= row->set_s) {
        ret_backoff->turn = JOURNAL_BACKOFF_WAIT;
        ret_backoff->wait_s = row->not_before_s - now_s;
        return FALSE;
    }
    ret_backoff->turn = row->is_held ? JOURNAL_BACKOFF_WAIT : JOURNAL_BACKOFF_PROBE;
    return !row->is_held && !row->is_ours;
}

/* Inside a transaction: takes the turn to probe, unless another process was faster. */
static gboolean
take_probe(Journal *journal, guint lease_s, JournalBackoff *ret_backoff, GError **error)
{
    g_auto(BackoffRow) row = {0};
    gint64 now_s = journal_now_s(journal);

    if (!read_row(journal, &row, error))
        return FALSE;
    if (!is_probe_due(&row, now_s, ret_backoff))
        return TRUE;
    journal_lease_hold(journal, JOURNAL_HOLD_PROBE, NULL, 0);
    return journal_execute(journal, NULL, error,
                           "UPDATE backoff SET owner = ?1, lease_until_s = ?2", "ti",
                           journal->owner.name, journal_lease_until(journal, lease_s));
}

gboolean
journal_backoff_ask(Journal *journal, guint lease_s, JournalBackoff *ret_backoff, GError **error)
{
    g_auto(BackoffRow) row = {0};

    if (!read_row(journal, &row, error))
        return FALSE;
    if (!is_probe_due(&row, journal_now_s(journal), ret_backoff))
        return TRUE; /* as nearly always: no write lock taken */
    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    if (!take_probe(journal, lease_s, ret_backoff, error)) {
        journal_rollback(journal);
        return FALSE;
    }
    return journal_commit(journal, error);
}

/* How long to wait now, and the number of failures to record. */
static gint64
next_wait(const BackoffRow *row, const JournalBackoffFailure *failure, guint *ret_failures)
{
    gboolean is_again = g_strcmp0(row->last_key, failure->mail_key) == 0 && !row->is_ours;
    guint failures = row->failures + (row->is_there && is_again ? 0 : 1);
    gint64 wait_s = 0;

    *ret_failures = failures;
    if (failures >= JOURNAL_BACKOFF_RUN) {
        guint doublings = MIN(failures - JOURNAL_BACKOFF_RUN, MAX_DOUBLINGS);
        wait_s = MIN((gint64)failure->first_s << doublings, (gint64)failure->max_s);
    }
    return MAX(wait_s, failure->retry_after_s);
}

/* Whether the API failed at this mail before, and another mail became a ticket since. */
static gboolean
is_of_mail(Journal *journal, const char *mail_key, gboolean *ret_is_of_mail, GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(journal, error,
                      "SELECT 1 FROM mail WHERE key = ?1 AND failed_s > 0"
                      " AND EXISTS (SELECT 1 FROM thread WHERE added_s >= mail.failed_s)",
                      "t", mail_key);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;
    *ret_is_of_mail = row == STORE_ROW_FOUND;
    return row != STORE_ROW_ERROR;
}

/* Inside a transaction. A request that fails during a pause was begun before it: then only the wait
 * that the API asked for counts. */
static gboolean
note_failure(Journal *journal, const JournalBackoffFailure *failure, gint64 *ret_wait_s,
             GError **error)
{
    g_auto(BackoffRow) row = {0};
    gint64 now_s = journal_now_s(journal);
    guint failures = 0;

    if (!read_row(journal, &row, error))
        return FALSE;
    gboolean is_late = row.not_before_s != 0 && !row.is_ours;
    gint64 wait_s = is_late ? failure->retry_after_s : next_wait(&row, failure, &failures);
    gint64 not_before_s =
        wait_s >= 0 && (wait_s > 0 || failure->retry_after_s == 0) ? now_s + wait_s : 0;
    *ret_wait_s = MAX(wait_s, 0);
    if (is_late)
        return journal_execute(journal, NULL, error,
                               "UPDATE backoff SET not_before_s = ?1 WHERE not_before_s < ?1", "i",
                               not_before_s);
    return journal_execute(
        journal, NULL, error,
        "INSERT INTO backoff (id, not_before_s, set_s, failures, owner, lease_until_s, last_key)"
        " VALUES (1, ?1, ?2, ?3, NULL, 0, ?4) ON CONFLICT (id) DO UPDATE SET not_before_s = ?1,"
        " set_s = ?2, failures = ?3, owner = NULL, lease_until_s = 0, last_key = ?4",
        "iiit", not_before_s, now_s, (gint64)failures, failure->mail_key);
}

/* Inside a transaction: records the failure in the row of the mail. */
static gboolean
note_of_mail(Journal *journal, const JournalBackoffFailure *failure, gboolean *ret_is_own,
             GError **error)
{
    return !failure->is_at_body ||
           (is_of_mail(journal, failure->mail_key, ret_is_own, error) &&
            journal_execute(journal, NULL, error, "UPDATE mail SET failed_s = ?2 WHERE key = ?1",
                            "ti", failure->mail_key, journal_now_s(journal)));
}

gboolean
journal_backoff_failed(Journal *journal, const JournalBackoffFailure *failure, gint64 *ret_wait_s,
                       GError **error)
{
    gboolean is_own = FALSE;

    journal_lease_drop(journal, JOURNAL_HOLD_PROBE, NULL, 0);
    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    *ret_wait_s = 0;
    if (!note_of_mail(journal, failure, &is_own, error) ||
        (!is_own && !note_failure(journal, failure, ret_wait_s, error))) {
        journal_rollback(journal);
        return FALSE;
    }
    return journal_commit(journal, error);
}

/* Deletes the row by `sql`, whose value is `owner`, NULL: none. Behind the lock of the writers: who
 * counts a failure, or takes the turn to probe, has read the row before. */
static gboolean
delete_row(Journal *journal, const char *sql, const char *owner, GError **error)
{
    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    if (journal_execute(journal, NULL, error, sql, owner != NULL ? "t" : "", owner))
        return journal_commit(journal, error);
    journal_rollback(journal);
    return FALSE;
}

gboolean
journal_backoff_succeeded(Journal *journal, GError **error)
{
    journal_lease_drop(journal, JOURNAL_HOLD_PROBE, NULL, 0);
    return delete_row(journal, "DELETE FROM backoff WHERE not_before_s = 0 OR owner = ?1",
                      journal->owner.name, error);
}

gboolean
journal_backoff_release(Journal *journal, GError **error)
{
    journal_lease_drop(journal, JOURNAL_HOLD_PROBE, NULL, 0);
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error, "UPDATE backoff SET owner = NULL WHERE owner = ?1",
                           "t", journal->owner.name);
}

gboolean
journal_backoff_until(Journal *journal, gint64 *ret_until_s, GError **error)
{
    g_auto(BackoffRow) row = {0};

    if (!read_row(journal, &row, error))
        return FALSE;
    *ret_until_s = row.not_before_s;
    return TRUE;
}

gboolean
journal_backoff_lift(Journal *journal, GError **error)
{
    return delete_row(journal, "DELETE FROM backoff", NULL, error);
}
