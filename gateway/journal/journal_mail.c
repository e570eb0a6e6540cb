/* journal_mail.c - the table of mails: claims and steps.
 *
 * Decides who works on a mail. A claim is the `owner` of a row. It is released by
 * journal_mail_release(), by the step DONE, or when its process dies. */
#include "gateway/journal/journal_mail.h"

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_lease.h"
#include "gateway/journal/journal_loss.h"

#define POLL_FIRST_US 5000
#define POLL_LONGEST_US 100000

/* The result of one attempt to claim. */
typedef enum { CLAIM_ERROR, CLAIM_HELD, CLAIM_SETTLED } ClaimResult;

void
journal_mail_free(JournalMail *mail)
{
    if (mail == NULL)
        return;
    g_free(mail->key);
    g_free(mail->message_id);
    g_free(mail->reference_number);
    g_free(mail->digest);
    g_free(mail->refused);
    g_free(mail->ticket_number);
    g_free(mail->ticket_reference);
    g_free(mail->action);
    g_free(mail->named_ticket);
    g_free(mail->quoted);
    g_free(mail->copy_ticket);
    g_free(mail);
}

/* The names of `wanted`, from 0 on; NULL: it has no more. */
static const char *
name_key(const JournalMail *wanted, guint name)
{
    if (name == 0)
        return wanted->key;
    return wanted->other != NULL && name <= JOURNAL_MAIL_OTHER_NAMES ? wanted->other->keys[name - 1]
                                                                     : NULL;
}

static JournalMail *
mail_copy(const JournalMail *mail, guint name)
{
    JournalMail *copy = g_new0(JournalMail, 1);

    copy->key = g_strdup(name_key(mail, name));
    copy->message_id = g_strdup(mail->message_id);
    copy->reference_number =
        g_strdup(name == 0 ? mail->reference_number : mail->other->reference_numbers[name - 1]);
    copy->digest = g_strdup(mail->digest);
    copy->is_unproven = mail->is_unproven;
    copy->plan_bytes = mail->plan_bytes;
    copy->action = g_strdup(mail->action);
    copy->step = JOURNAL_STEP_CLAIMED;
    copy->is_new = TRUE;
    return copy;
}

#define SELECT_MAIL                                                                                \
    "SELECT message_id, reference_number, step, files_done, is_single, is_accepted, refused,"      \
    " ticket_number, action, plan_bytes, owner, lease_until_s, named_ticket, is_follow_up, "       \
    "is_storm, is_participant, digest, ticket_reference, is_plain, quoted, is_unproven, added_s"   \
    " FROM mail WHERE key = ?1"

/* Who has a recorded mail. */
typedef struct {
    gboolean is_other; /* another living process or host */
    char *name;        /* NULL: nobody */
    gint64 lease_until_s;
} Holder;

static void
holder_clear(Holder *holder)
{
    g_free(holder->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Holder, holder_clear)

/* The recorded mail. NULL without error: there is none. (transfer full) */
static JournalMail *
mail_read(Journal *journal, const char *key, Holder *holder, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(journal, error, SELECT_MAIL, "t", key);

    if (query == NULL || journal_query_next(query, error) != STORE_ROW_FOUND)
        return NULL;
    JournalMail *mail = g_new0(JournalMail, 1);
    mail->key = g_strdup(key);
    mail->message_id = g_strdup(store_column_text(query, 0));
    mail->reference_number = g_strdup(store_column_text(query, 1));
    mail->step = (JournalStep)store_column_int64(query, 2);
    mail->files_done = (guint)store_column_int64(query, 3);
    mail->is_single = store_column_int64(query, 4) != 0;
    mail->is_accepted = store_column_int64(query, 5) != 0;
    mail->refused = g_strdup(store_column_text(query, 6));
    mail->ticket_number = g_strdup(store_column_text(query, 7));
    mail->action = g_strdup(store_column_text(query, 8));
    mail->plan_bytes = (guint64)store_column_int64(query, 9);
    mail->named_ticket = g_strdup(store_column_text(query, 12));
    mail->is_follow_up = store_column_int64(query, 13) != 0;
    mail->is_storm = store_column_int64(query, 14) != 0;
    mail->is_participant = store_column_int64(query, 15) != 0;
    mail->digest = g_strdup(store_column_text(query, 16));
    mail->ticket_reference = g_strdup(store_column_text(query, 17));
    mail->is_plain = store_column_int64(query, 18) != 0;
    mail->quoted = g_strdup(store_column_text(query, 19));
    mail->is_unproven = store_column_int64(query, 20) != 0;
    mail->added_s = store_column_int64(query, 21);
    mail->is_in_doubt = TRUE;
    g_free(holder->name);
    holder->name = g_strdup(store_column_text(query, 10));
    holder->lease_until_s = store_column_int64(query, 11);
    holder->is_other =
        journal_query_claim(journal, query, 10, journal_now_s(journal)) == JOURNAL_CLAIM_HELD;
    return mail;
}

JournalMail *
journal_mail_find(Journal *journal, const char *key, GError **error)
{
    g_auto(Holder) holder = {0};
    return mail_read(journal, key, &holder, error);
}

/* Whether the mail recorded under a name of `wanted` has the same content. */
static gboolean
is_same_mail(const JournalMail *recorded, const JournalMail *wanted)
{
    return wanted->other == NULL || wanted->other->is_same(recorded->digest, wanted->digest);
}

/* An unproven mail, which anybody may have written, is not the same as a proven one, even if every
 * word is the same: it may have gone to another ticket, with other people in Cc. */
static gboolean
is_unproven_copy(const JournalMail *recorded, const JournalMail *wanted)
{
    return wanted->other != NULL && recorded->is_unproven && !wanted->is_unproven &&
           recorded->ticket_number != NULL;
}

/* What is recorded for a mail. */
typedef struct {
    JournalMail *mail; /* NULL: nothing */
    guint name;    /* its name; if it is not recorded, the first name that no other mail has, or the
                    * last one if all are taken */
    Holder holder; /* of it */
    char *copy_ticket; /* ticket of an earlier unproven copy; NULL: none */
} Found;

static void
found_clear(Found *found)
{
    journal_mail_free(found->mail);
    holder_clear(&found->holder);
    g_free(found->copy_ticket);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Found, found_clear)

static gboolean
find_same(Journal *journal, const JournalMail *wanted, Found *found, GError **error)
{
    guint n_names = 0;
    guint free_name = G_MAXUINT;
    for (; name_key(wanted, n_names) != NULL; n_names++) {
        GError *problem = NULL;
        g_autoptr(JournalMail) mail =
            mail_read(journal, name_key(wanted, n_names), &found->holder, &problem);
        if (problem != NULL) {
            g_propagate_error(error, problem);
            return FALSE;
        }
        found->name = n_names;
        if (mail == NULL) {
            free_name = MIN(free_name, n_names);
        } else if (is_same_mail(mail, wanted) && !is_unproven_copy(mail, wanted)) {
            found->mail = g_steal_pointer(&mail);
            return TRUE;
        } else if (is_same_mail(mail, wanted)) {
            g_free(found->copy_ticket);
            found->copy_ticket = g_steal_pointer(&mail->ticket_number);
        }
    }
    found->holder.is_other = FALSE;
    found->name = MIN(free_name, n_names - 1);
    return TRUE;
}

JournalMail *
journal_mail_find_same(Journal *journal, const JournalMail *wanted, guint *ret_name, GError **error)
{
    g_auto(Found) found = {0};
    if (!find_same(journal, wanted, &found, error))
        return NULL;
    if (ret_name != NULL)
        *ret_name = found.name;
    return g_steal_pointer(&found.mail);
}

/* A row of a mail that was not delivered is replaced by a new one. */
static ClaimResult
mail_delete(Journal *journal, const char *key, GError **error)
{
    guint changes = 0;

    if (!journal_execute(journal, &changes, error,
                         "DELETE FROM mail WHERE key = ?1 AND step = ?2 AND ticket_number IS NULL",
                         "ti", key, (gint64)JOURNAL_STEP_DONE))
        return CLAIM_ERROR;
    return changes > 0 ? CLAIM_SETTLED : CLAIM_HELD;
}

static gboolean
mail_insert(Journal *journal, const JournalMail *mail, gint64 lease_until_s, GError **error)
{
    return journal_execute(
        journal, NULL, error,
        "INSERT INTO mail (key, message_id, reference_number, step, files_done, action,"
        " owner, lease_until_s, added_s, plan_bytes, digest, is_unproven)"
        " VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        "tttittiiiti", mail->key, mail->message_id, mail->reference_number,
        (gint64)JOURNAL_STEP_CLAIMED, mail->action, journal->owner.name, lease_until_s,
        journal_now_s(journal), (gint64)mail->plan_bytes, mail->digest, (gint64)mail->is_unproven);
}

/* DONE, but without a ticket or comment. For a row of an earlier version, only the Message-ID is
 * known: it stays. */
static gboolean
is_undelivered(const JournalMail *mail)
{
    return mail->step == JOURNAL_STEP_DONE && mail->ticket_number == NULL && mail->digest != NULL;
}

/* Takes over the row of another attempt, unless its holder has recorded something or renewed its
 * lease since the row was read: both raise the lease. From here on it is the mail of this attempt,
 * which may be proven. */
static ClaimResult
mail_take_over(Journal *journal, const Found *found, const JournalMail *wanted,
               gint64 lease_until_s, GError **error)
{
    JournalMail *mail = found->mail;
    guint changes = 0;

    mail->is_unproven = mail->is_unproven && wanted->is_unproven;
    if (mail->plan_bytes == 0) /* of a version that did not record it */
        mail->plan_bytes = wanted->plan_bytes;
    if (!journal_execute(journal, &changes, error,
                         "UPDATE mail SET owner = ?2, lease_until_s = ?3, is_unproven = ?4"
                         " WHERE key = ?1 AND coalesce(owner, '') = coalesce(?5, '')"
                         " AND lease_until_s = ?6",
                         "ttiiti", mail->key, journal->owner.name, lease_until_s,
                         (gint64)mail->is_unproven, found->holder.name,
                         found->holder.lease_until_s))
        return CLAIM_ERROR;
    return changes > 0 ? CLAIM_SETTLED : CLAIM_HELD;
}

/* Inside a transaction: takes the mail if it is new or free. HELD: another handle has it, or
 * changed it just now. */
static ClaimResult
claim_in_transaction(Journal *journal, const JournalMail *wanted, gint64 lease_until_s,
                     JournalMail **ret_mail, GError **error)
{
    g_auto(Found) found = {0};
    ClaimResult result = CLAIM_SETTLED;

    if (!find_same(journal, wanted, &found, error))
        return CLAIM_ERROR;
    if (found.mail != NULL && is_undelivered(found.mail)) {
        result = mail_delete(journal, found.mail->key, error);
        g_clear_pointer(&found.mail, journal_mail_free);
    } else if (found.mail != NULL && found.mail->step != JOURNAL_STEP_DONE) {
        result = found.holder.is_other
                     ? CLAIM_HELD
                     : mail_take_over(journal, &found, wanted, lease_until_s, error);
    }
    if (result != CLAIM_SETTLED)
        return result;
    g_autoptr(JournalMail) mail = g_steal_pointer(&found.mail);
    if (mail == NULL) {
        mail = mail_copy(wanted, found.name);
        if (!mail_insert(journal, mail, lease_until_s, error) ||
            !journal_loss_leaves_doubt(journal, &mail->is_in_doubt, error))
            return CLAIM_ERROR;
    }
    mail->copy_ticket = g_steal_pointer(&found.copy_ticket);
    *ret_mail = g_steal_pointer(&mail);
    return CLAIM_SETTLED;
}

static void
hold(Journal *journal, const char *key)
{
    g_hash_table_add(journal->claims, g_strdup(key));
    journal_lease_hold(journal, JOURNAL_HOLD_MAIL, key, 0);
}

static void
drop(Journal *journal, const char *key)
{
    g_hash_table_remove(journal->claims, key);
    journal_lease_drop(journal, JOURNAL_HOLD_MAIL, key, 0);
}

static ClaimResult
claim_once(Journal *journal, const JournalMail *wanted, guint lease_s, JournalMail **ret_mail,
           GError **error)
{
    g_autoptr(JournalMail) mail = NULL;

    /* Durable: after a power cut following the first request, the next attempt has to know that it
     * may have worked. */
    if (!journal_begin(journal, TRUE, error))
        return CLAIM_ERROR;
    ClaimResult result =
        claim_in_transaction(journal, wanted, journal_lease_until(journal, lease_s), &mail, error);
    if (result != CLAIM_SETTLED) {
        journal_rollback(journal);
        return result;
    }
    /* Before the commit: if only its sync fails, the claim exists and must be released. */
    if (mail->step != JOURNAL_STEP_DONE)
        hold(journal, mail->key);
    if (!journal_commit(journal, error))
        return CLAIM_ERROR;
    *ret_mail = g_steal_pointer(&mail);
    return CLAIM_SETTLED;
}

/* Checks without the write lock until the mail is free or DONE. */
static gboolean
wait_until_free(Journal *journal, const JournalMail *wanted, gint64 wait_until_us, GError **error)
{
    gint64 sleep_us = POLL_FIRST_US;

    for (;;) {
        gint64 left_us = wait_until_us - g_get_monotonic_time();
        if (left_us <= 0) {
            g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_BUSY,
                                "this message is being delivered by another process");
            return FALSE;
        }
        g_usleep((gulong)MIN(sleep_us, left_us));
        sleep_us = MIN(sleep_us * 2, POLL_LONGEST_US);

        g_auto(Found) found = {0};
        if (!find_same(journal, wanted, &found, error))
            return FALSE;
        if (found.mail == NULL || !found.holder.is_other || found.mail->step == JOURNAL_STEP_DONE)
            return TRUE;
    }
}

JournalMail *
journal_mail_claim(Journal *journal, const JournalMail *wanted, guint lease_s, gint64 wait_until_us,
                   GError **error)
{
    g_assert(journal->depth == 0);
    for (;;) {
        JournalMail *mail = NULL;
        ClaimResult result = claim_once(journal, wanted, lease_s, &mail, error);
        if (result == CLAIM_SETTLED)
            return mail;
        if (result == CLAIM_ERROR || !wait_until_free(journal, wanted, wait_until_us, error))
            return NULL;
    }
}

gboolean
journal_mail_record(Journal *journal, const JournalMail *mail, gboolean is_durable, GError **error)
{
    gboolean is_done = mail->step == JOURNAL_STEP_DONE;
    gboolean is_leased = journal_is_shared(journal);
    guint changes = 0;

    if (!journal_set_durable(journal, is_durable, error) ||
        !journal_execute(
            journal, &changes, error,
            "UPDATE mail SET step = ?3, files_done = ?4, is_single = ?5,"
            " is_accepted = ?6, refused = ?7, ticket_number = ?8, action = ?9,"
            " owner = ?10, named_ticket = ?11, is_follow_up = ?12, is_storm = ?13,"
            " is_participant = ?14, ticket_reference = ?15, is_plain = ?16, quoted = ?17,"
            " lease_until_s = CASE WHEN lease_until_s >= ?18 THEN lease_until_s + ?19 ELSE ?18 END"
            " WHERE key = ?1 AND owner = ?2",
            "ttiiiitttttiiititii", mail->key, journal->owner.name, (gint64)mail->step,
            (gint64)mail->files_done, (gint64)mail->is_single, (gint64)mail->is_accepted,
            mail->refused, mail->ticket_number, mail->action, is_done ? NULL : journal->owner.name,
            mail->named_ticket, (gint64)mail->is_follow_up, (gint64)mail->is_storm,
            (gint64)mail->is_participant, mail->ticket_reference, (gint64)mail->is_plain,
            mail->quoted, is_leased ? journal_lease_until(journal, 0) : 0, (gint64)is_leased))
        return FALSE;
    if (changes == 0)
        return journal_lease_set_lost(journal, JOURNAL_HOLD_MAIL, error);
    if (is_done)
        drop(journal, mail->key);
    else
        journal_lease_hold(journal, JOURNAL_HOLD_MAIL, mail->key, 0);
    return TRUE;
}

gboolean
journal_mail_release(Journal *journal, const JournalMail *mail, GError **error)
{
    if (!g_hash_table_contains(journal->claims, mail->key))
        return TRUE;
    if (!journal_set_durable(journal, FALSE, error) ||
        !journal_execute(journal, NULL, error,
                         "UPDATE mail SET owner = NULL WHERE key = ?1 AND owner = ?2", "tt",
                         mail->key, journal->owner.name))
        return FALSE;
    drop(journal, mail->key);
    return TRUE;
}

gboolean
journal_mail_renew(Journal *journal, const char *key, GError **error)
{
    return journal_set_durable(journal, FALSE, error) &&
           journal_execute(journal, NULL, error,
                           "UPDATE mail SET step = ?2, action = NULL, owner = NULL"
                           " WHERE key = ?1 AND step = ?3 AND ticket_number IS NULL",
                           "tii", key, (gint64)JOURNAL_STEP_CLAIMED, (gint64)JOURNAL_STEP_DONE);
}

gboolean
journal_mail_count_open(Journal *journal, gint64 from_s, gint64 before_s, guint *ret_count,
                        GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error,
        "SELECT count(*) FROM mail WHERE added_s >= ?1 AND added_s < ?2 AND step < ?3", "iii",
        from_s, before_s, (gint64)JOURNAL_STEP_DONE);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    *ret_count = row == STORE_ROW_FOUND ? (guint)store_column_int64(query, 0) : 0;
    return row != STORE_ROW_ERROR;
}
