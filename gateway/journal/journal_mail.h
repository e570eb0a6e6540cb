/* journal_mail.h - which mails we know, and how far each has come.
 *
 * The steps are the table of gateway/journal/README.md: each is recorded before the next begins.
 */
#pragma once

#include "gateway/journal/journal.h"

#define JOURNAL_MAIL_OTHER_NAMES 2

typedef enum {
    JOURNAL_STEP_CLAIMED,  /* nothing is known to have been sent; a create may be in doubt */
    JOURNAL_STEP_TICKETED, /* created, commented, closed or reopened: ticket_number holds it */
    JOURNAL_STEP_OVERFLOW, /* every attachment that did not fit the first request was sent */
    JOURNAL_STEP_REPLIED,  /* the reply is with the MTA or in the outbox, or none is due */
    JOURNAL_STEP_DONE,
} JournalStep;

/* The names of a mail where another mail may have the first one. */
typedef struct {
    const char *keys[JOURNAL_MAIL_OTHER_NAMES];
    const char *reference_numbers[JOURNAL_MAIL_OTHER_NAMES];
    /* Whether a recorded digest (NULL: none) and that of the mail are those of one mail. */
    gboolean (*is_same)(const char *recorded, const char *digest);
} JournalMailOther;

typedef struct {
    char *key;                     /* of Message-ID and route: mail_key() of policy/mail_key.h */
    char *message_id;              /* without <> */
    char *reference_number;        /* the one of every try */
    char *digest;                  /* of what it says; NULL: not recorded, any mail is the same */
    const JournalMailOther *other; /* of a mail that is to be claimed or found; NULL: none */
    gboolean is_unproven; /* no trusted server vouched for From, though there is one: what it made
                           * is not that of a copy for which one does */
    guint64 plan_bytes;   /* encoded octets of a request's attachments, the same at every try */
    JournalStep step;
    guint files_done;     /* attachments of the Letter, from its first on, that need nothing more */
    gboolean is_single;   /* a request with several was refused: the rest go one by one */
    gboolean is_accepted; /* the API took the create, and has yet to show its number */
    char *refused;        /* attachments that were refused: refused_files.h; NULL: none */
    char *ticket_number;  /* NULL until TICKETED */
    char *ticket_reference; /* reference_number of that ticket, where it is not the mail's own */
    gboolean is_plain;      /* the text was refused, too: a few words in its place */
    char *action; /* word of the decision that was begun: "create", "comment", ...; NULL at first */
    char *named_ticket;      /* of create: a number that the mail named and that was not used */
    gboolean is_follow_up;   /* of create: the sender is told that the named ticket is over */
    gboolean is_storm;       /* of comment: a new matter, on the ticket that takes a storm */
    gboolean is_participant; /* of an update: the sender took part in the ticket before it came */
    char *quoted;            /* passages of the text that are attached as quoted.txt; NULL: none */
    char *copy_ticket;       /* of an unproven copy that came before; not recorded; NULL: none */
    gboolean is_new;         /* this claim is the first that the journal knows of */
    gboolean is_in_doubt;    /* something may have been sent before: an earlier claim, or an earlier
                              * journal that was lost */
} JournalMail;

void journal_mail_free(JournalMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalMail, journal_mail_free)

/* Claims the mail `wanted` for this process, by the first of its names under which it is recorded,
 * else by the first that no other mail has; key and reference_number of the result tell which.
 * What was done with a mail that is recorded but was not delivered (ignored, or turned away) counts
 * for nothing: it is claimed as a new one. The claim is on disk before it returns. A mail that is
 * DONE is returned as it is, unclaimed. Where another holder has it, waits until `wait_until_us`
 * (g_get_monotonic_time), then DELIVERY_ERROR_BUSY; the claim of a holder that is gone
 * (journal_owner.h; `lease_s` is for those who cannot be seen) is taken over. (transfer full) */
JournalMail *journal_mail_claim(Journal *journal, const JournalMail *wanted, guint lease_s,
                                gint64 wait_until_us, GError **error);

/* Records a claimed mail: everything but key, message_id and reference_number. `is_durable`: on
 * disk before it returns; else it survives the process but not a power cut. DONE gives the claim
 * up. */
gboolean journal_mail_record(Journal *journal, const JournalMail *mail, gboolean is_durable,
                             GError **error);

/* What is recorded under a name, unclaimed; NULL without error: nothing. (transfer full) (nullable)
 */
JournalMail *journal_mail_find(Journal *journal, const char *key, GError **error);

/* What is recorded of the mail `wanted`, under whichever of its names; as journal_mail_find().
 * *ret_name, where not NULL, is the name that it has or would be claimed by: 0 is the first.
 * (transfer full) (nullable) */
JournalMail *journal_mail_find_same(Journal *journal, const JournalMail *wanted, guint *ret_name,
                                    GError **error);

/* Gives the claim up and keeps the step, so that the next try need not wait. */
gboolean journal_mail_release(Journal *journal, const JournalMail *mail, GError **error);

/* A mail that is DONE without a ticket, since it was ignored, is free again: the next claim decides
 * anew. Does nothing to any other. */
gboolean journal_mail_renew(Journal *journal, const char *key, GError **error);
