/* sqlite_schema.c - the tables. A released step is never changed: a change is a new step at the
 * end. */
#include "gateway/journal/store/sqlite_schema.h"

/* Deliveries find rows only by primary key. The indexes by time are for pruning, and only grow at
 * one end. `owner` names who claimed the row (journal_owner.h); times are seconds since the epoch.
 */
static const char *const steps[] = {
    /* 0 -> 1 */
    "CREATE TABLE mail ("
    " key TEXT PRIMARY KEY NOT NULL,"
    " message_id TEXT,"
    " reference_number TEXT,"
    " step INTEGER NOT NULL,"
    " parts_sent INTEGER NOT NULL,"
    " ticket_number TEXT,"
    " action TEXT,"
    " owner TEXT,"
    " lease_until_s INTEGER NOT NULL,"
    " added_s INTEGER NOT NULL"
    ") WITHOUT ROWID;"
    "CREATE INDEX mail_added ON mail (added_s);"
    "CREATE TABLE thread ("
    " message_id TEXT PRIMARY KEY NOT NULL,"
    " ticket_number TEXT NOT NULL,"
    " added_s INTEGER NOT NULL"
    ") WITHOUT ROWID;"
    "CREATE INDEX thread_added ON thread (added_s);"
    "CREATE TABLE participant ("
    " ticket_number TEXT NOT NULL,"
    " address TEXT NOT NULL,"
    " seen_s INTEGER NOT NULL,"
    " PRIMARY KEY (ticket_number, address)"
    ") WITHOUT ROWID;"
    "CREATE INDEX participant_seen ON participant (seen_s);"
    "CREATE TABLE outbox ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " key TEXT UNIQUE NOT NULL,"
    " recipient TEXT NOT NULL,"
    " message BLOB," /* null once the MTA has it; the key stays, so that it is not sent again */
    " tries INTEGER NOT NULL,"
    " due_s INTEGER NOT NULL,"
    " owner TEXT,"
    " lease_until_s INTEGER NOT NULL,"
    " added_s INTEGER NOT NULL"
    ");"
    "CREATE INDEX outbox_due ON outbox (due_s) WHERE message IS NOT NULL;"
    "CREATE INDEX outbox_added ON outbox (added_s);",
    /* 1 -> 2 */
    "CREATE TABLE backoff ("
    " id INTEGER PRIMARY KEY CHECK (id = 1)," /* one API, one row; no row: all is well */
    " not_before_s INTEGER NOT NULL,"
    " failures INTEGER NOT NULL,"
    " owner TEXT,"
    " lease_until_s INTEGER NOT NULL"
    ");"
    "CREATE TABLE budget ("
    " key TEXT PRIMARY KEY NOT NULL,"
    " start_s INTEGER NOT NULL,"
    " end_s INTEGER NOT NULL,"
    " used INTEGER NOT NULL"
    ") WITHOUT ROWID;",
    /* 2 -> 3: progress is counted in attachments, so that it stays right if limits change. Work in
     * progress that was counted in requests begins again: better sent twice than not at all. */
    "ALTER TABLE mail RENAME COLUMN parts_sent TO files_done;"
    "ALTER TABLE mail ADD COLUMN is_single INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE mail ADD COLUMN is_accepted INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE mail ADD COLUMN refused TEXT;"
    "ALTER TABLE mail ADD COLUMN plan_bytes INTEGER NOT NULL DEFAULT 0;"
    "UPDATE mail SET files_done = 0 WHERE step = 1;"
    "ALTER TABLE backoff ADD COLUMN set_s INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE backoff ADD COLUMN last_key TEXT;"
    "CREATE TABLE loss (" /* an earlier journal was lost, so a new mail may have been processed
                           * before */
    " id INTEGER PRIMARY KEY CHECK (id = 1),"
    " doubt_until_s INTEGER NOT NULL"
    ");",
    /* 3 -> 4 */
    "ALTER TABLE budget ADD COLUMN ticket_number TEXT;" /* the ticket that takes the mails of a
                                                         * storm */
    "CREATE INDEX budget_end ON budget (end_s);"
    "ALTER TABLE participant ADD COLUMN is_creator INTEGER NOT NULL DEFAULT 0;",
    /* 4 -> 5: what was decided, so that a later try tells the sender the same */
    "ALTER TABLE mail ADD COLUMN named_ticket TEXT;"
    "ALTER TABLE mail ADD COLUMN is_follow_up INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE mail ADD COLUMN is_storm INTEGER NOT NULL DEFAULT 0;",
    /* 5 -> 6: whether the sender was a participant, so that a later try signs nothing more */
    "ALTER TABLE mail ADD COLUMN is_participant INTEGER NOT NULL DEFAULT 0;",
    /* 6 -> 7: the content of the mail, beside its Message-ID; null: only the Message-ID counts */
    "ALTER TABLE mail ADD COLUMN digest TEXT;",
    /* 7 -> 8: the reference number of the ticket that gets a comment; whether a text was refused */
    "ALTER TABLE mail ADD COLUMN ticket_reference TEXT;"
    "ALTER TABLE mail ADD COLUMN is_plain INTEGER NOT NULL DEFAULT 0;",
    /* 8 -> 9: the path of the damaged journal, for processes that open the new one later */
    "ALTER TABLE loss ADD COLUMN moved_to TEXT;",
    /* 9 -> 10: mails that others referred to before we saw them, or that we never see. Several
     * tickets may have referred to the same mail */
    "CREATE TABLE referral ("
    " message_id TEXT NOT NULL,"
    " ticket_number TEXT NOT NULL,"
    " added_s INTEGER NOT NULL,"
    " PRIMARY KEY (message_id, ticket_number)"
    ") WITHOUT ROWID;"
    "CREATE INDEX referral_added ON referral (added_s);",
    /* 10 -> 11: the text on tickets (gateway/passages/), a row for each mail; and what quoted.txt
     * of a mail has, so that a later try attaches the same */
    "CREATE TABLE passage ("
    " id INTEGER PRIMARY KEY,"
    " ticket_number TEXT NOT NULL,"
    " source TEXT NOT NULL," /* the key of the mail, or that of the outbox for our own mail */
    " added_s INTEGER NOT NULL,"
    " fingerprint BLOB NOT NULL"
    ");"
    "CREATE UNIQUE INDEX passage_ticket ON passage (ticket_number, source);"
    "CREATE INDEX passage_added ON passage (added_s);"
    "ALTER TABLE mail ADD COLUMN quoted TEXT;",
    /* 11 -> 12: a forged copy may come first, and must not replace the real mail */
    "ALTER TABLE mail ADD COLUMN is_unproven INTEGER NOT NULL DEFAULT 0;",
    /* 12 -> 13: whether the id was first named by a mail that no server confirmed, and the ticket
     * of the first proven mail with it */
    "ALTER TABLE thread ADD COLUMN is_unproven INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE thread ADD COLUMN proven_ticket TEXT;"
    "ALTER TABLE referral ADD COLUMN is_unproven INTEGER NOT NULL DEFAULT 0;",
    /* 13 -> 14: when the API last failed for this mail; 0: never */
    "ALTER TABLE mail ADD COLUMN failed_s INTEGER NOT NULL DEFAULT 0;",
    /* 14 -> 15: an id may belong to several tickets. It has the organisation of its sender; null:
     * it is our own mail, or recorded by an earlier version */
    "CREATE TABLE thread_new ("
    " message_id TEXT NOT NULL,"
    " ticket_number TEXT NOT NULL,"
    " added_s INTEGER NOT NULL,"
    " is_unproven INTEGER NOT NULL DEFAULT 0,"
    " organisation TEXT,"
    " PRIMARY KEY (message_id, ticket_number)"
    ") WITHOUT ROWID;"
    "INSERT INTO thread_new (message_id, ticket_number, added_s, is_unproven)"
    " SELECT message_id, ticket_number, added_s, is_unproven FROM thread;"
    "INSERT INTO thread_new (message_id, ticket_number, added_s, is_unproven)"
    " SELECT message_id, proven_ticket, added_s, 0 FROM thread WHERE proven_ticket IS NOT NULL"
    " ON CONFLICT DO UPDATE SET is_unproven = 0;"
    "DROP TABLE thread;"
    "ALTER TABLE thread_new RENAME TO thread;"
    "CREATE INDEX thread_added ON thread (added_s);",
    /* 15 -> 16: the newest passage when the mail came: a quotation of the mail cannot have later
     * ones. null: recorded by an earlier version */
    "ALTER TABLE thread ADD COLUMN last_passage INTEGER;",
    /* 16 -> 17: what became of mails, for people who ask */
    "CREATE TABLE trace ("
    " mail_key TEXT PRIMARY KEY NOT NULL,"
    " begun_s INTEGER NOT NULL,"
    " changed_s INTEGER NOT NULL,"
    " tries INTEGER NOT NULL,"
    " sender TEXT,"
    " recipients TEXT,"
    " message_id TEXT,"
    " queue_id TEXT,"
    " subject TEXT,"
    " route TEXT,"
    " outcome TEXT NOT NULL,"
    " reason TEXT,"
    " ticket_number TEXT,"
    " took_ms INTEGER NOT NULL,"
    " steps TEXT NOT NULL"
    ") WITHOUT ROWID;"
    "CREATE INDEX trace_changed ON trace (changed_s);",
    /* 17 -> 18: why the mail server did not take a confirmation; and counts that outlive the rows
     * that they count */
    "ALTER TABLE outbox ADD COLUMN last_error TEXT;"
    "CREATE TABLE tally ("
    " name TEXT PRIMARY KEY NOT NULL,"
    " count INTEGER NOT NULL,"
    " total_ms INTEGER NOT NULL,"
    " last_s INTEGER NOT NULL,"
    " note TEXT" /* of the last one */
    ") WITHOUT ROWID;",
    /* 18 -> 19: who may get news of a ticket, what was last seen of it, and where its thread
     * begins; the tickets of an earlier version are taken from the threads. A state that is null
     * was never seen. */
    "ALTER TABLE participant ADD COLUMN gets_news INTEGER NOT NULL DEFAULT 0;"
    "UPDATE participant SET gets_news = 1 WHERE is_creator <> 0"
    " AND address IN (SELECT lower(recipient) FROM outbox);"
    "CREATE TABLE ticket ("
    " ticket_number TEXT PRIMARY KEY NOT NULL,"
    " message_id TEXT,"
    " language TEXT,"
    " is_unproven INTEGER NOT NULL,"
    " state TEXT,"
    " question TEXT,"          /* a hash of what the desk asked last */
    " own_change TEXT,"        /* by a mail, and confirmed: close or reopen */
    " mails INTEGER NOT NULL," /* news that was told */
    " is_open INTEGER NOT NULL,"
    " is_listed INTEGER NOT NULL," /* by the ticket system, when it was last seen */
    " added_s INTEGER NOT NULL,"
    " changed_s INTEGER NOT NULL,"
    " asked_s INTEGER NOT NULL"
    ") WITHOUT ROWID;"
    "CREATE INDEX ticket_open ON ticket (asked_s) WHERE is_open <> 0;"
    "CREATE INDEX ticket_changed ON ticket (changed_s);"
    "INSERT INTO ticket (ticket_number, message_id, is_unproven, mails, is_open, is_listed,"
    " added_s, changed_s, asked_s)"
    " SELECT ticket_number, message_id, is_unproven, 0, 1, 1, first_s, first_s, 0"
    " FROM (SELECT ticket_number, message_id, is_unproven, min(added_s) AS first_s FROM thread"
    " GROUP BY ticket_number);"
    "CREATE TABLE news_run ("
    " id INTEGER PRIMARY KEY CHECK (id = 1),"
    " begun_s INTEGER NOT NULL," /* the first run */
    " owner TEXT,"
    " lease_until_s INTEGER NOT NULL"
    ");"
    "CREATE TABLE news_taken (" /* what a queue of updates gave us */
    " id TEXT PRIMARY KEY NOT NULL,"
    " taken_s INTEGER NOT NULL"
    ") WITHOUT ROWID;"
    "CREATE INDEX news_taken_time ON news_taken (taken_s);"
    "CREATE TABLE unreachable (" /* our mail to this address came back */
    " address TEXT PRIMARY KEY NOT NULL,"
    " since_s INTEGER NOT NULL"
    ") WITHOUT ROWID;",
    /* 19 -> 20: updates whose files are waited for */
    "CREATE TABLE news_wait ("
    " id TEXT PRIMARY KEY NOT NULL,"
    " since_s INTEGER NOT NULL"
    ") WITHOUT ROWID;",
    /* 20 -> 21: which tickets were told that our mail to a person came back, and by which mail */
    "CREATE TABLE returned ("
    " ticket_number TEXT NOT NULL,"
    " address TEXT NOT NULL,"
    " mail_key TEXT NOT NULL,"
    " told_s INTEGER NOT NULL,"
    " PRIMARY KEY (ticket_number, address)"
    ") WITHOUT ROWID;",
    /* 21 -> 22: comments that we made, in case the ticket system reports them as news */
    "CREATE TABLE own_comment ("
    " ticket_number TEXT NOT NULL,"
    " hash TEXT NOT NULL,"
    " added_s INTEGER NOT NULL,"
    " PRIMARY KEY (ticket_number, hash)"
    ") WITHOUT ROWID;"
    "CREATE INDEX own_comment_added ON own_comment (added_s);",
    /* 22 -> 23: the keys that sign on all hosts that share the journal, as hashes (journal_keys.c)
     */
    "CREATE TABLE key_print ("
    " place INTEGER PRIMARY KEY NOT NULL," /* 0 signs, 1 did so before it */
    " print TEXT NOT NULL,"
    " since_s INTEGER NOT NULL"
    ");",
    /* 23 -> 24: where news goes to, if not to the address itself */
    "ALTER TABLE participant ADD COLUMN news_address TEXT;",
};

guint
sqlite_schema_version(void)
{
    return G_N_ELEMENTS(steps);
}

const char *
sqlite_schema_step(guint from)
{
    g_assert(from < G_N_ELEMENTS(steps));
    return steps[from];
}
