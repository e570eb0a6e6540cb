/* journal_mail.h - records the mails, and the step that each has reached.
 *
 * gateway/journal/README.md has the table of steps. Each step is recorded before the next begins.
 */
#pragma once

#include "gateway/journal/journal.h"

#define JOURNAL_MAIL_OTHER_NAMES 2

typedef enum {
    JOURNAL_STEP_CLAIMED,  /* nothing is known to be sent; a create may be in doubt */
    JOURNAL_STEP_TICKETED, /* created, commented, closed or reopened; ticket_number is set */
    JOURNAL_STEP_OVERFLOW, /* all attachments that did not fit into the first request were sent */
    JOURNAL_STEP_REPLIED,  /* the confirmation is with the MTA or in the outbox, or none is due */
    JOURNAL_STEP_DONE,
} JournalStep;

/* Further names of a mail, for when another mail has the first one. */
typedef struct {
    const char *keys[JOURNAL_MAIL_OTHER_NAMES];
    const char *reference_numbers[JOURNAL_MAIL_OTHER_NAMES];
    /* Whether a recorded digest (NULL: none) and `digest` belong to the same mail. */
    gboolean (*is_same)(const char *recorded, const char *digest);
} JournalMailOther;

typedef struct {
    char *key;                     /* from Message-ID and route: policy/mail_key.h */
    char *message_id;              /* without <> */
    char *reference_number;        /* the same at every attempt */
    char *digest;                  /* of its content; NULL: not recorded, any mail matches */
    const JournalMailOther *other; /* for a mail to claim or find; NULL: none */
    gboolean is_unproven; /* trusted servers are configured, but none authenticated From. A copy
                           * that a server authenticates does not use the results of this one */
    guint64 plan_bytes;   /* encoded bytes of a request's attachments, the same at every attempt */
    JournalStep step;
    guint files_done;       /* so many attachments, from the first on, are finished */
    gboolean is_single;     /* a request with several was refused: the rest are sent one by one */
    gboolean is_accepted;   /* the API accepted the create; its number is not known yet */
    char *refused;          /* attachments that were refused: refused_files.h; NULL: none */
    char *ticket_number;    /* NULL until TICKETED */
    char *ticket_reference; /* reference_number of that ticket, if it is not that of the mail */
    gboolean is_plain;      /* the text was refused too: a short text replaces it */
    char *action; /* name of the decision that was begun: "create", "comment", ...; NULL at first */
    char *named_ticket;      /* for create: a number in the mail that was not used */
    gboolean is_follow_up;   /* for create: the confirmation says that the named ticket is closed */
    gboolean is_storm;       /* for comment: a new request during a storm */
    gboolean is_participant; /* for an update: the sender was a participant before this mail */
    char *quoted;            /* passages of the text that are attached as quoted.txt; NULL: none */
    char *copy_ticket;       /* ticket of an earlier unproven copy; not recorded; NULL: none */
    gint64 added_s;          /* when it was first claimed (since the epoch); 0: now */
    gboolean is_new;         /* this is the first claim in the journal */
    gboolean is_in_doubt; /* something may have been sent before: there was an earlier claim, or an
                           * earlier journal was lost */
} JournalMail;

void journal_mail_free(JournalMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalMail, journal_mail_free)

/* Claims the mail `wanted` for this process, under the first of its names that is recorded for it,
 * or else the first that no other mail has; key and reference_number of the result tell which. A
 * mail that was recorded but not delivered (ignored or rejected) is claimed as a new one. The claim
 * is on disk when this returns. A mail that is DONE is returned without a claim. If another holder
 * has it, waits until `wait_until_us` (g_get_monotonic_time), then fails with DELIVERY_ERROR_BUSY.
 * The claim of a holder that is gone is taken over (journal_owner.h; `lease_s` is for holders that
 * cannot be seen). (transfer full) */
JournalMail *journal_mail_claim(Journal *journal, const JournalMail *wanted, guint lease_s,
                                gint64 wait_until_us, GError **error);

/* Records a claimed mail: everything but key, message_id and reference_number. `is_durable`: on
 * disk when this returns; otherwise it survives the process but not a power cut. DONE releases the
 * claim. */
gboolean journal_mail_record(Journal *journal, const JournalMail *mail, gboolean is_durable,
                             GError **error);

/* The mail recorded under a name, without claiming it; NULL without error: none. (transfer full)
 * (nullable) */
JournalMail *journal_mail_find(Journal *journal, const char *key, GError **error);

/* Like journal_mail_find(), under any name of the mail `wanted`. `ret_name`, if not NULL, receives
 * the index of the name that it has or would get: 0 is the first. (transfer full) (nullable) */
JournalMail *journal_mail_find_same(Journal *journal, const JournalMail *wanted, guint *ret_name,
                                    GError **error);

/* Releases the claim and keeps the step, so the next attempt does not wait. */
gboolean journal_mail_release(Journal *journal, const JournalMail *mail, GError **error);

/* Frees a mail that is DONE without a ticket because it was ignored: the next claim decides again.
 * Does nothing to other mails. */
gboolean journal_mail_renew(Journal *journal, const char *key, GError **error);

/* How many mails that were first claimed in [from_s, before_s) are not done. */
gboolean journal_mail_count_open(Journal *journal, gint64 from_s, gint64 before_s, guint *ret_count,
                                 GError **error);
