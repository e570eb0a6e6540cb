/* journal_thread.h - which Message-IDs belong to which ticket, and who takes part in it. */
#pragma once

#include "gateway/journal/journal.h"

/* A Message-ID (without <>; ours or a sender's) and the ticket that it belongs to. */
typedef struct {
    const char *message_id;
    const char *ticket_number;
    gboolean is_unproven; /* by the word of a mail that no trusted server vouched for, though there
                           * is one */
    const char *organisation; /* of the sender who brought it; NULL: it is ours */
} JournalThreadMail;

/* Who asks which ticket a mail belongs to. */
typedef struct {
    const char *address;      /* NULL: a stranger, who takes part in nothing */
    const char *organisation; /* as in JournalThreadMail; NULL: a stranger's */
    const char *own_id;       /* of the mail itself; NULL: unknown */
    gboolean needs_proof;     /* what unproven mails made known does not count */
} JournalAsker;

/* Remembers that the mail belongs to its ticket. An id may belong to several: anybody can use the
 * Message-ID of others, also before they do. Of one ticket, the first mail that brought it stays,
 * but for an unproven one that a proven one follows. Its text has to be among the passages by then
 * (journal_passage.h). */
gboolean journal_thread_add(Journal *journal, const JournalThreadMail *mail, GError **error);

/* The ticket of the first of `message_ids` (char *, without <>) that is known of one which the
 * asker may join, or NULL without an error if none is. That is any for an id of ours, else one in
 * which the asker takes part, or whose sender of that id is of the same organisation: so nobody
 * draws the mail of others to a ticket of his own by a Message-ID that he foresaw. Of several, the
 * one that the asker opened, then one by the organisation, then the first. (transfer full)
 * (nullable) */
char *journal_thread_find(Journal *journal, GPtrArray *message_ids, const JournalAsker *asker,
                          GError **error);

/* Remembers that a mail of a ticket refers to `message_id`, unless that is known as a mail of
 * that ticket already. */
gboolean journal_referral_add(Journal *journal, const JournalThreadMail *mail, GError **error);

/* The ticket whose mails referred to the first of `message_ids` that any did, and in which the
 * asker takes part: the newest that it opened, else the newest; NULL without an error if no ticket
 * is.
 * A ticket of the very mail `own_id`, by another route, does not count. (transfer full) */
char *journal_referral_find(Journal *journal, GPtrArray *message_ids, const JournalAsker *asker,
                            GError **error);

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
