/* journal_thread.h - which Message-IDs belong to which ticket, and who takes part in it. */
#pragma once

#include "gateway/journal/journal.h"

/* A Message-ID (without <>; ours or a sender's) and the ticket that it belongs to. */
typedef struct {
    const char *message_id;
    const char *ticket_number;
    gboolean is_unproven; /* by the word of a mail that no trusted server vouched for, though there
                           * is one */
} JournalThreadMail;

/* Remembers that the mail belongs to its ticket. The first ticket stays: nobody can move a thread
 * by using its Message-ID again. But the first mail that is proven has its own ticket beside that
 * of an unproven one before it. */
gboolean journal_thread_add(Journal *journal, const JournalThreadMail *mail, GError **error);

/* The ticket of the first of `message_ids` (char *, without <>) that is known, or NULL without
 * error: none is. `needs_proof`: what unproven mails made known does not count, so that nobody
 * draws a proven mail to a ticket of his own by a Message-ID that he foresaw. (transfer full)
 * (nullable) */
char *journal_thread_find(Journal *journal, GPtrArray *message_ids, gboolean needs_proof,
                          GError **error);

/* Remembers that a mail of a ticket refers to `message_id`, unless that is known as a mail of a
 * ticket already. */
gboolean journal_referral_add(Journal *journal, const JournalThreadMail *mail, GError **error);

/* Who asks for the ticket of a referral. */
typedef struct {
    const char *address;
    const char *own_id;   /* of the mail itself; NULL: unknown */
    gboolean needs_proof; /* as in journal_thread_find() */
} JournalReferralAsker;

/* The ticket whose mails referred to the first of `message_ids` that any did, and in which the
 * asker takes part: the newest that it opened, else the newest; NULL without error: there is none.
 * A ticket of the very mail `own_id`, by another route, does not count. (transfer full) */
char *journal_referral_find(Journal *journal, GPtrArray *message_ids,
                            const JournalReferralAsker *asker, GError **error);

/* How somebody stands to a ticket. */
typedef enum {
    STANDING_NONE,
    STANDING_PARTICIPANT, /* was in To or Cc of one of its mails, or answered one */
    STANDING_CREATOR,     /* opened it */
} ParticipantStanding;

/* Remembers a participant of a ticket; a standing is never taken back. Of an address
 * only the case of ASCII letters does not count. */
gboolean journal_participant_add(Journal *journal, const char *ticket_number, const char *address,
                                 ParticipantStanding standing, GError **error);
gboolean journal_participant_find(Journal *journal, const char *ticket_number, const char *address,
                                  ParticipantStanding *ret_standing, GError **error);
